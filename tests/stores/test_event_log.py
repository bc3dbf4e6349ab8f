"""The event log keeps its promises, in SQLite and in Postgres alike."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from conversation.events.event import CallEvent, EventType
from peers.postgres_server import Postgres
from stores.database import Database
from stores.event_log import (
    BadCursorError,
    EventLog,
    EventLogError,
    UnknownCallError,
    open_event_log,
)

NOON = datetime(2026, 11, 20, 12, 0, 0, 123_000, tzinfo=UTC)


def started(call_id: str, at: datetime = NOON, **data: Any) -> CallEvent:
    return CallEvent(call_id, EventType.CALL_STARTED, at, {"source": "text"} | data)


def said(call_id: str, text: str, at: datetime = NOON) -> CallEvent:
    return CallEvent(call_id, EventType.TURN_FINAL, at, {"text": text})


def ended(call_id: str, at: datetime = NOON) -> CallEvent:
    return CallEvent(call_id, EventType.CALL_ENDED, at, {"reason": "hangup", "duration_ms": 1})


@pytest.fixture
async def log(log_url: str) -> AsyncIterator[EventLog]:
    """An empty log."""
    async with open_event_log(log_url) as log:
        yield log


class TestEventLog:
    async def test_numbers_each_call_from_one(self, log: EventLog) -> None:
        """`seq` counts 1, 2, 3… for each call by itself."""
        numbers = [
            (await log.append(event)).seq
            for event in (started("A"), started("B"), said("A", "one"), said("B", "two"))
        ]
        assert numbers == [1, 1, 2, 2]

    async def test_finds_a_suggestion_by_its_id(self, log: EventLog) -> None:
        """A call has the suggestions that were started in it, whatever its other events hold."""
        words = {"text": "s2 \0 \\u0000", "suggestion_id": "s3"}
        for event in (
            started("A"),
            started("B"),
            CallEvent("A", EventType.TURN_FINAL, NOON, words),
            CallEvent("A", EventType.SUGGESTION_STARTED, NOON, {"suggestion_id": "s1"}),
            CallEvent("A", EventType.SUGGESTION_SUPPRESSED, NOON, {"turn_id": "t1"}),
            CallEvent("A", EventType.SUGGESTION_STARTED, NOON, {"suggestion_id": "s'2"}),
        ):
            await log.append(event)
        looked_for = ("s1", "s'2", "s2", "s3", "s1\0", "")
        assert [await log.has_suggestion("A", one) for one in looked_for] == [
            True, True, False, False, False, False,
        ]  # fmt: skip
        assert not await log.has_suggestion("B", "s1")
        assert not await log.has_suggestion("C", "s1")

    async def test_reads_the_same_events_that_were_appended(self, log: EventLog) -> None:
        """An event read is equal to the one that `append` returned, and makes the same JSON."""
        plus_two = datetime.fromisoformat("2026-11-20T14:00:00.987654+02:00")
        data = {"z": 1, "a": [0.1, None, True], "text": "né\0 à “côté” 😀", "big": 2**53}
        written = [
            await log.append(started("A", participants={"customer": "x"}, parameters=["odd"])),
            await log.append(CallEvent("A", EventType.TURN_FINAL, plus_two, data)),
            await log.append(CallEvent("A", EventType.STATUS, NOON, {})),
        ]
        read = await log.read("A")
        assert read == written
        assert [event.to_json() for event in read] == [event.to_json() for event in written]

    async def test_reads_after_a_number_and_up_to_a_limit(self, log: EventLog) -> None:
        """`after` leaves out the numbers up to it; `limit` takes the lowest of the rest."""
        for event in (started("A"), *(said("A", str(n)) for n in range(5))):
            await log.append(event)
        assert [event.seq for event in await log.read("A", after=2, limit=3)] == [3, 4, 5]
        assert await log.read("A", after=6) == []
        assert await log.read("unknown") == []

    async def test_a_thousand_appends_at_once(self, log: EventLog) -> None:
        """Appends of 50 calls at once leave no gap, no duplicate, and each call's order."""
        ids = [f"C{n}" for n in range(50)]
        await asyncio.gather(*(log.append(started(call_id)) for call_id in ids))
        stored = await asyncio.gather(
            *(log.append(said(call_id, str(n))) for n in range(20) for call_id in ids)
        )
        assert len(stored) == 1000
        for call_id in ids:
            events = await log.read(call_id)
            assert [event.seq for event in events] == list(range(1, 22))
            assert [event.data["text"] for event in events[1:]] == [str(n) for n in range(20)]

    async def test_two_writers_of_one_call(self, log: EventLog, log_url: str) -> None:
        """Two processes that append to the same calls share one row of numbers."""
        async with open_event_log(log_url) as other:
            ids = [f"C{n}" for n in range(5)]
            logs = (log, other)
            await asyncio.gather(*(each.append(started(i)) for i in ids for each in logs))
            await asyncio.gather(
                *(each.append(said(i, "word")) for _ in range(20) for i in ids for each in logs)
            )
            for call_id in ids:
                numbers = [event.seq for event in await log.read(call_id)]
                assert numbers == list(range(1, 43))

    async def test_submitted_appends_are_done_in_order(self, log: EventLog) -> None:
        """The futures of one call call back in the order of their numbers."""
        done: list[int | None] = []
        futures = [log.submit(event) for event in (started("A"), *[said("A", "x")] * 30)]
        for future in futures:
            future.add_done_callback(lambda future: done.append(future.result().seq))
        await asyncio.gather(*futures)
        assert done == list(range(1, 32))

    async def test_a_cancelled_append_is_stored_nevertheless(self, log: EventLog) -> None:
        """Cancelling whoever waits for an append leaves no hole in the numbers."""
        await log.append(started("A"))
        waiting = asyncio.create_task(log.append(said("A", "cancelled")))
        await asyncio.sleep(0)
        waiting.cancel()
        assert (await log.append(said("A", "next"))).seq == 3
        assert len(await log.read("A")) == 3

    async def test_closing_settles_every_append(self, log_url: str) -> None:
        """Leaving the log stores what was asked for before, and refuses what comes after."""
        async with open_event_log(log_url) as log:
            pending = [log.submit(event) for event in (started("A"), *[said("A", "x")] * 700)]
        assert [future.result().seq for future in pending] == list(range(1, 702))
        with pytest.raises(EventLogError, match="closed"):
            await log.append(said("A", "too late"))
        async with open_event_log(log_url) as log:
            assert len(await log.read("A")) == 701

    async def test_refuses_an_event_of_an_unknown_call(self, log: EventLog) -> None:
        """The first event of a call is `call.started`; others of the batch are not affected."""
        refused, stored = log.submit(said("B", "x")), log.submit(started("A"))
        assert (await stored).seq == 1
        with pytest.raises(UnknownCallError):
            await refused
        assert await log.call("B") is None

    @pytest.mark.parametrize(
        "event",
        [
            CallEvent("A", EventType.TURN_PARTIAL, NOON, {"text": "secret"}),
            CallEvent("A", EventType.TURN_FINAL, NOON.replace(tzinfo=None), {"text": "secret"}),
            CallEvent("A", EventType.TURN_FINAL, NOON, {"text": "secret", "x": object()}),
            CallEvent("A", EventType.TURN_FINAL, NOON, {"text": "secret \ud800"}),
            CallEvent("", EventType.CALL_STARTED, NOON, {"text": "secret"}),
            CallEvent("A\0", EventType.CALL_STARTED, NOON, {"text": "secret"}),
            CallEvent("\ud800", EventType.CALL_STARTED, NOON, {"text": "secret"}),
        ],
        ids=["passing", "naive", "object", "surrogate", "no id", "nul in id", "surrogate in id"],
    )
    async def test_refuses_what_can_not_be_stored(self, log: EventLog, event: CallEvent) -> None:
        """A bad event gets a typed error without its words, and the call goes on."""
        await log.append(started("A"))
        with pytest.raises(EventLogError) as refusal:
            await log.append(event)
        assert "secret" not in str(refusal.value)
        assert (await log.append(said("A", "next"))).seq == 2

    async def test_odd_data_does_not_fail_a_batch(self, log: EventLog) -> None:
        """Data of wrong types and NUL characters are stored as they are."""
        await log.append(
            CallEvent(
                "A", EventType.CALL_STARTED, NOON, {"source": "a\0b", "parameters": {"agent_id": 7}}
            )
        )
        await log.append(CallEvent("A", EventType.TURN_FINAL, NOON, {"text": ["no", "text"]}))
        await log.append(CallEvent("A", EventType.CALL_ENDED, NOON, {"reason": None}))
        record = await log.call("A")
        assert record is not None
        assert (record.source, record.agent_id, record.end_reason) == ("ab", "7", "unknown")


class TestFailure:
    async def test_a_failed_batch_fails_its_appends_and_leaves_no_gap(
        self, log: EventLog, database: Database
    ) -> None:
        """Each append of it gets the typed error, nothing is stored, the numbers go on."""

        async def rename(old: str, new: str) -> None:
            statement = text(f"ALTER TABLE {old} RENAME TO {new}")
            await database.write(lambda connection: connection.execute(statement))

        await log.append(started("A"))
        await rename("events", "events_elsewhere")
        failing = [log.submit(said("A", "secret")) for _ in range(10)]
        failures = await asyncio.gather(*failing, return_exceptions=True)
        assert {type(failure) for failure in failures} == {EventLogError}
        assert not any("secret" in str(failure) for failure in failures)
        with pytest.raises(EventLogError):
            await log.read("A")
        await rename("events_elsewhere", "events")
        assert (await log.append(said("A", "next"))).seq == 2
        assert [event.seq for event in await log.read("A")] == [1, 2]

    async def test_an_event_of_a_newer_version(self, log: EventLog, database: Database) -> None:
        """An event type that this version does not know gets a typed error."""
        await log.append(started("A"))
        statement = text("UPDATE events SET type = 'call.teleported'")
        await database.write(lambda connection: connection.execute(statement))
        with pytest.raises(EventLogError, match=r"call\.teleported"):
            await log.read("A")

    async def test_postgres_comes_back(self, postgres: Postgres, postgres_url: str) -> None:
        """While Postgres refuses, everything fails in the typed way; then the log works again."""
        name = postgres_url.rpartition("/")[2]
        admin = create_async_engine(postgres.admin_url, isolation_level="AUTOCOMMIT")

        async def allow(connections: bool) -> None:
            async with admin.connect() as connection:
                statement = f"ALTER DATABASE {name} ALLOW_CONNECTIONS {connections}"
                await connection.execute(text(statement))
                await connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"
                    ),
                    {"n": name},
                )

        async with open_event_log(postgres_url) as log:
            await log.append(started("A"))
            await allow(connections=False)
            for failing in (
                log.append(said("A", "x")),
                log.ping(),
                log.calls(),
                log.delete("A", "me", NOON),
            ):
                with pytest.raises(EventLogError):
                    await failing
            await allow(connections=True)
            assert (await log.append(said("A", "next"))).seq == 2
            await log.ping()
        await admin.dispose()


class TestCalls:
    async def test_the_record_follows_the_events(self, log: EventLog) -> None:
        """A call's record says what its events add up to."""
        parties = {"customer": {"name": "C"}, "agent": {"name": "A"}}
        await log.append(started("A", participants=parties, parameters={"agent_id": "7"}))
        await log.append(said("A", "hello"))
        await log.append(CallEvent("A", EventType.SUGGESTION_FINAL, NOON, {"headline": "Ask"}))
        open_record = await log.call("A")
        assert open_record is not None
        assert (open_record.source, open_record.started_at) == ("text", NOON)
        assert (open_record.ended_at, open_record.end_reason) == (None, None)
        assert (open_record.participants, open_record.parameters) == (parties, {"agent_id": "7"})
        assert (open_record.agent_id, open_record.last_seq) == ("7", 3)
        assert (open_record.turns, open_record.suggestions) == (1, 1)
        later = NOON + timedelta(minutes=1)
        await log.append(ended("A", later))
        closed = await log.call("A")
        assert closed is not None
        assert (closed.ended_at, closed.end_reason, closed.last_seq) == (later, "hangup", 4)

    async def test_a_call_that_comes_back_continues_its_log(self, log: EventLog) -> None:
        """`call.started` of a call that ended reopens it: numbers go on, the first start stays."""
        later = NOON + timedelta(minutes=1)
        for event in (started("A"), ended("A"), started("A", later, source="twilio")):
            stored = await log.append(event)
        assert stored.seq == 3
        record = await log.call("A")
        assert record is not None
        assert (record.started_at, record.ended_at, record.end_reason) == (NOON, None, None)
        assert record.source == "twilio"

    async def test_pages_newest_first(self, log: EventLog) -> None:
        """The cursor of the last call of a page leads to the next, even among equal starts."""
        for n in range(7):
            await log.append(started(f"C{n}", NOON + timedelta(seconds=n // 2)))
        pages = [await log.calls(limit=3)]
        while page := await log.calls(limit=3, before=pages[-1][-1].cursor):
            pages.append(page)
        ids = [[record.call_id for record in page] for page in pages]
        assert ids == [["C6", "C5", "C4"], ["C3", "C2", "C1"], ["C0"]]

    @pytest.mark.parametrize("cursor", ["", "x", "2026-11-20~A", "2026-11-20T12:00:00+00:00~"])
    async def test_refuses_a_bad_cursor(self, log: EventLog, cursor: str) -> None:
        """What is no cursor gets a typed error."""
        with pytest.raises(BadCursorError):
            await log.calls(before=cursor)

    async def test_finds_calls_by_what_was_said(self, log: EventLog) -> None:
        """A search looks into turns, headlines, ids and agents, and takes no wildcards."""
        await log.append(started("CA-one", parameters={"agent_id": "maria"}))
        await log.append(said("CA-one", "The price is 100% too high"))
        await log.append(started("CB-two"))
        await log.append(
            CallEvent("CB-two", EventType.SUGGESTION_FINAL, NOON, {"headline": "Anchor on value"})
        )
        for search, found in {
            "PRICE": ["CA-one"],
            "100%": ["CA-one"],
            "100_": [],
            "anchor": ["CB-two"],
            "Maria": ["CA-one"],
            "cb-": ["CB-two"],
            "text": ["CB-two", "CA-one"],
            "headline": [],
        }.items():
            assert [record.call_id for record in await log.calls(search=search)] == found, search

    async def test_lists_the_calls_of_an_agent_and_those_that_go_on(self, log: EventLog) -> None:
        """The list can be that of one agent, and of open or ended calls alone."""
        await log.append(started("A", parameters={"agent_id": "7"}))
        await log.append(started("B", parameters={"agent_id": "8"}))
        await log.append(ended("B"))
        assert [record.call_id for record in await log.calls(agent_id="8")] == ["B"]
        assert [record.call_id for record in await log.calls(is_open=True)] == ["A"]
        assert [record.call_id for record in await log.calls(is_open=False)] == ["B"]

    async def test_ping(self, log: EventLog) -> None:
        """`ping` returns where the database answers."""
        await log.ping()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "not an address"),
        ("mysql://user:secret@host/db", "mysql"),
        ("postgresql://user:secret@host/db", r"postgresql\+asyncpg"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////proc/nowhere/calls.db", "can't open"),
        ("postgresql+asyncpg://user:secret@127.0.0.1:1/db", "can't open"),
    ],
)
async def test_a_wrong_address_gets_one_clear_error(url: str, message: str) -> None:
    """A `DATABASE_URL` that can't work is refused in one line, without its password."""
    with pytest.raises(EventLogError, match=message) as refusal:
        async with open_event_log(url):
            pass
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
