"""What another process adds to a running call is numbered by the one that runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest

from conversation.events.event import EventType
from peers.redis_server import RedisServer
from peers.sqlite_lock import locked
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.redis_hub import RedisHub, open_redis_hub
from stores.errors import EventLogError
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.payloads import raw

NOTE = raw(EventType.NOTE_ADDED, {"note_id": "1", "text": "Offer three months."})
TURN = raw(EventType.TURN_FINAL, {"text": "x"})
END = raw(EventType.CALL_ENDED, {"reason": "hangup"})


@dataclass
class Process:
    """One of two processes with one database and one Redis."""

    log: EventLog
    hub: RedisHub
    events: EventStream

    async def numbers(self, call_id: str = "A") -> list[int | None]:
        """The numbers of the call's events, as a reader in this process sees them."""
        return [event.seq for event in await self.log.read(call_id)]


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes; the first one runs call A."""
    redis = RedisServer(tmp_path)
    redis.start()
    await put_empty_log(tmp_path)
    async with AsyncExitStack() as stack:
        stack.callback(redis.stop)
        made: list[Process] = []
        for _ in range(2):
            url = f"sqlite:///{tmp_path / 'calls.db'}"
            log = await stack.enter_async_context(open_event_log(url, spool_bytes=1_000_000))
            hub = await stack.enter_async_context(open_redis_hub(redis.url))
            made.append(Process(log, hub, EventStream(log, hub, Clock())))
        here, there = made
        await here.events.publish("A", raw(EventType.CALL_STARTED, {}))
        while not await there.hub.send_entry((await here.log.read("A"))[0]):
            pass  # until Redis hears the first process; the test's timeout bounds it
        await here.events.publish("A", TURN)
        while len(await here.numbers()) < 3:
            pass  # until what Redis took is numbered too
        yield here, there


async def test_a_note_gets_its_number_from_the_process_that_runs_the_call(
    two: tuple[Process, Process],
) -> None:
    """Whoever adds it gets it back with that number, and everybody sees it once."""
    here, there = two
    count = len(await here.numbers())
    note = await there.events.publish("A", NOTE)
    assert note.seq == count + 1
    assert await there.numbers() == list(range(1, count + 2))
    assert (await here.events.publish("A", TURN)).seq == count + 2


async def test_no_number_is_given_twice_while_the_log_is_away(
    two: tuple[Process, Process], tmp_path: Path
) -> None:
    """The process that runs the call goes on numbering, and numbers the note of the other."""
    here, there = two
    count = len(await here.numbers())
    with locked(tmp_path / "calls.db"):
        assert (await here.events.publish("A", TURN)).seq == count + 1
        assert (await there.events.publish("A", NOTE)).seq == count + 2
        assert (await here.events.publish("A", END)).seq == count + 3
        back = await there.events.publish("A", raw(EventType.CALL_STARTED, {}))
        assert back.seq == count + 4
    await here.log.health.ok.wait()
    assert await there.numbers() == list(range(1, count + 5))


async def test_a_call_that_has_ended_is_numbered_by_the_database(
    two: tuple[Process, Process],
) -> None:
    """Nobody runs it any more; a note from anywhere is stored at once."""
    here, there = two
    ended = await here.events.publish("A", END)
    while await there.hub.send_entry(ended):
        pass  # until Redis hears that the first process has left
    note = await there.events.publish("A", NOTE)
    numbers = await here.numbers()
    assert numbers == list(range(1, len(numbers) + 1))
    assert note.seq == numbers[-1]


async def test_a_process_that_does_not_answer_is_told_of(two: tuple[Process, Process]) -> None:
    """The note may be there or not: whoever added it gets a typed error, and no number."""
    here, there = two
    here.hub.take_entries("A", lambda _: None)
    publishing = asyncio.ensure_future(there.events.publish("A", NOTE))
    with pytest.raises(EventLogError, match="does not answer"):
        await publishing


async def test_a_follower_elsewhere_gets_what_was_kept_when_it_is_stored(
    two: tuple[Process, Process], tmp_path: Path
) -> None:
    """It joined while the log was away, and the call ended meanwhile: it is told to read again."""
    here, there = two
    count = len(await here.numbers())
    with locked(tmp_path / "calls.db"):
        await here.events.publish("A", TURN)
        deliveries = there.events.follow("A", after=count - 1)
        assert (await anext(deliveries)).event.seq == count
        waiting = asyncio.ensure_future(anext(deliveries))
        await here.events.publish("A", END)
    async with aclosing(deliveries):
        await here.log.health.ok.wait()
        here.events.tell_missed()
        assert (await waiting).event.seq == count + 1
        assert (await anext(deliveries)).event.type is EventType.CALL_ENDED


async def test_what_is_put_one_after_the_other_is_numbered_so(
    two: tuple[Process, Process],
) -> None:
    """Nobody waits between them, and each is sent to the other process by itself."""
    here, there = two
    texts = [str(number) for number in range(20)]
    put = [there.events.put("A", raw(EventType.NOTE_ADDED, {"text": text})) for text in texts]
    await asyncio.gather(*(stored for stored in put if stored))
    told = [event.data["text"] for event in await here.log.read("A") if event.data.get("text")]
    assert told[-20:] == texts
