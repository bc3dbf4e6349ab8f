"""The event log keeps its promises, in SQLite and in Postgres alike."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from conversation.events.event import CallEvent, EventType
from peers.postgres_server import Postgres
from stores.databases.database import Database
from stores.errors import EventLogError, UnknownCallError
from stores.log.event_log import EventLog, open_event_log
from tests.stores.events import NOON, said, started


class TestEventLog:
    async def test_numbers_each_call_from_one(self, log: EventLog) -> None:
        """`seq` counts 1, 2, 3… for each call by itself."""
        numbers = [
            (await log.append(event)).seq
            for event in (started("A"), started("B"), said("A", "one"), said("B", "two"))
        ]
        assert numbers == [1, 1, 2, 2]

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

    async def test_refuses_an_event_of_an_unknown_call(self, log: EventLog) -> None:
        """The first event of a call is `call.started`; others of the batch are not affected."""
        refused, stored = log.append(said("B", "x")), log.append(started("A"))
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
    async def test_ping(self, log: EventLog, database: Database) -> None:
        """`ping` returns where the log takes a write, and says why where it only can be read."""
        await log.ping()
        rename = "ALTER TABLE alembic_version RENAME TO elsewhere"
        await database.write(lambda connection: connection.execute(text(rename)))
        with pytest.raises(EventLogError, match="can't write"):
            await log.ping()
        assert await log.calls() == []

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
                log.erasure.delete("A", "me", NOON),
            ):
                with pytest.raises(EventLogError):
                    await failing
            await allow(connections=True)
            assert (await log.append(said("A", "next"))).seq == 2
            await log.ping()
        await admin.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "not an address"),
        ("mysql://user:secret@host/db", "mysql"),
        ("postgresql+psycopg://user:secret@host/db", r"postgres://"),
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
