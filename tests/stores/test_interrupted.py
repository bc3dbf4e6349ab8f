"""What a killed process leaves behind: its events, whole, and calls that the next start ends."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

from conversation.events.event import CallEvent, EventType
from peers.forked import read_from
from stores.log.event_log import open_event_log
from stores.recovery.interrupted import closing_event
from tests.stores import killed_writer
from tests.stores.killed_writer import CALLS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_kill_9_loses_nothing_that_was_published(log_url: str, tmp_path: Path) -> None:
    """Whatever `append` returned before a kill -9 is there, with no gap and no duplicate.

    The next start ends the calls as interrupted, and they go on if they come back.
    """
    async with read_from(killed_writer.main, log_url, folder=tmp_path) as (process, output):
        lines = [await output.readline() for _ in range(300)]
        process.kill()
        lines += (await output.read()).splitlines(keepends=True)
    published: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.endswith(b"\n"):
            call_id, seq = line.decode().split()
            published[call_id].append(int(seq))

    now = datetime.now(UTC)
    async with open_event_log(log_url) as log:
        for call_id in CALLS:
            events = await log.read(call_id)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            assert published[call_id] == list(range(1, len(published[call_id]) + 1))
            assert len(events) >= len(published[call_id])
        closed = await log.recovery.close_interrupted(now)
        while len(closed) < len(CALLS):  # Postgres notices the death in a moment of its own
            closed += await log.recovery.close_interrupted(now)
        assert sorted(closed) == sorted(CALLS)
        assert await log.recovery.close_interrupted(now) == []
        last = (await log.read("A"))[-1]
        assert last.type is EventType.CALL_ENDED
        assert last.data["reason"] == "interrupted"
        assert 0 <= last.data["duration_ms"] < 60_000
        back = await log.append(CallEvent("A", EventType.CALL_STARTED, now, {"source": "twilio"}))
        assert back.seq == (last.seq or 0) + 1


class OpenCall(NamedTuple):
    """A row of `open_calls`."""

    call_id: str
    owner: int
    started_at: datetime
    last_at: datetime


def test_a_clock_that_was_set_back_makes_no_call_shorter_than_nothing() -> None:
    """The last event may be dated before the first one."""
    call = OpenCall("A", 1, NOON, NOON - timedelta(hours=1))
    event = closing_event(cast("Any", call), NOON, reached_ms=0)
    assert event.data == {"reason": "interrupted", "duration_ms": 0}


async def test_the_calls_of_a_living_process_stay_open(log_url: str, tmp_path: Path) -> None:
    """A start beside a running process does not end that one's calls."""
    async with read_from(killed_writer.main, log_url, folder=tmp_path) as (_, output):
        for _ in range(30):
            await output.readline()
        async with open_event_log(log_url) as log:
            assert await log.recovery.close_interrupted(NOON) == []
            assert len(await log.calls(is_open=True)) == len(CALLS)


async def test_a_process_does_not_end_its_own_calls(tmp_path: Path) -> None:
    """Not where its lock file is gone either, as with a folder that was moved away."""
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        await log.append(CallEvent("CA1", EventType.CALL_STARTED, NOON, {"source": "text"}))
        for lock in tmp_path.glob("*-owner-*"):
            lock.unlink()
        assert await log.recovery.close_interrupted(NOON) == []


async def test_a_call_taken_over_by_a_living_process_stays_open(log_url: str) -> None:
    """A call whose stream came back to another process belongs to that one."""
    start = CallEvent("A", EventType.CALL_STARTED, NOON, {})
    async with open_event_log(log_url) as log:
        async with open_event_log(log_url) as dying:
            await dying.append(start)
            await log.append(start)
        assert await log.recovery.close_interrupted(NOON) == []


async def test_a_call_left_open_at_a_clean_exit_is_ended_too(log_url: str) -> None:
    """A process that exits without ending its calls is as dead as a killed one.

    Of several that start at once, one ends the call; its duration is that up to the last event.
    """
    async with open_event_log(log_url) as log:
        await log.append(CallEvent("A", EventType.CALL_STARTED, NOON, {}))
        heard = NOON + timedelta(milliseconds=4321)
        await log.append(CallEvent("A", EventType.TURN_FINAL, heard, {}))
    async with open_event_log(log_url) as one, open_event_log(log_url) as two:
        now = NOON + timedelta(hours=1)
        closed = await asyncio.gather(
            one.recovery.close_interrupted(now), two.recovery.close_interrupted(now)
        )
        assert sorted(closed) == [[], ["A"]]
        last = (await one.read("A"))[-1]
        assert (last.seq, last.at) == (3, now)
        assert last.data == {"reason": "interrupted", "duration_ms": 4321}
        assert [call.duration_ms for call in await one.calls()] == [4321]


async def test_a_call_with_times_of_its_own_is_as_long_as_what_was_said(log_url: str) -> None:
    """Its turns may come faster than they were spoken; one that is none says nothing.

    One that came back is no shorter than it was before.
    """
    turns = ({"end_ms": 49_000}, {"end_ms": 48_000}, {"end_ms": None}, {"end_ms": "late"})
    async with open_event_log(log_url) as log:
        for call_id in "ABC":
            await log.append(CallEvent(call_id, EventType.CALL_STARTED, NOON, {}))
        ended = {"reason": "shutdown", "duration_ms": 95_000}
        await log.append(CallEvent("C", EventType.CALL_ENDED, NOON, ended))
        await log.append(CallEvent("C", EventType.CALL_STARTED, NOON, {}))
        for data in turns:
            await log.append(CallEvent("A", EventType.TURN_FINAL, NOON, data))
    async with open_event_log(log_url) as log:
        await log.recovery.close_interrupted(NOON + timedelta(hours=9))
        lengths = {call.call_id: call.duration_ms for call in await log.calls()}
        assert lengths == {"A": 49_000, "B": 0, "C": 95_000}
