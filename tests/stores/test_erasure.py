"""Deleted calls are gone, and the audit says so without a word of theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from conversation.events.event import CallEvent, EventType
from stores.databases.database import Database
from stores.errors import UnknownCallError
from stores.log.event_log import EventLog
from stores.tables.schema import audit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def hold_call(log: EventLog, call_id: str, end: datetime | None = NOON) -> None:
    """A call with one turn, ended unless `end` is None."""
    await log.append(CallEvent(call_id, EventType.CALL_STARTED, NOON, {}))
    await log.append(CallEvent(call_id, EventType.TURN_FINAL, NOON, {"text": "mysecretword"}))
    if end is not None:
        await log.append(CallEvent(call_id, EventType.CALL_ENDED, end, {"reason": "hangup"}))


async def audit_rows(database: Database) -> list[dict[str, Any]]:
    """The audit, oldest row first."""
    rows = await database.read(
        lambda connection: connection.execute(select(audit).order_by(audit.c.audit_id)).all()
    )
    return [dict(row._mapping) for row in rows]


async def test_an_erased_call_is_gone(log: EventLog, database: Database) -> None:
    """Events and record are deleted, others stay; who did it when is in the audit."""
    await hold_call(log, "A")
    await hold_call(log, "B")
    assert await log.erasure.delete("A", by="dpo", now=NOON)
    assert (await log.read("A"), await log.call("A")) == ([], None)
    assert await log.calls(search="mysecretword") == [await log.call("B")]
    assert await audit_rows(database) == [
        {
            "audit_id": 1,
            "at": NOON,
            "action": "erasure",
            "actor": "dpo",
            "call_id": "A",
            "calls": 1,
            "events": 3,
            "change": None,
        }
    ]


async def test_erasing_an_unknown_call_does_nothing(log: EventLog, database: Database) -> None:
    """There is nothing to delete and nothing to audit."""
    assert not await log.erasure.delete("A", by="dpo", now=NOON)
    assert await audit_rows(database) == []


async def test_an_erased_call_takes_no_more_events(log: EventLog) -> None:
    """What a call that goes on says after its erasure is not kept either."""
    await hold_call(log, "A", end=None)
    await log.erasure.delete("A", by="dpo", now=NOON)
    with pytest.raises(UnknownCallError):
        await log.append(CallEvent("A", EventType.TURN_FINAL, NOON, {"text": "mysecretword"}))
    again = await log.append(CallEvent("A", EventType.CALL_STARTED, NOON, {}))
    assert again.seq == 1


async def test_retention_deletes_what_ended_before(log: EventLog, database: Database) -> None:
    """Calls that ended before the cutoff go, however many; younger and open ones stay."""
    for n in range(45):
        await hold_call(log, f"old{n}")
    await hold_call(log, "young", end=NOON + timedelta(days=1))
    await hold_call(log, "open", end=None)
    assert await log.erasure.delete_older_than(NOON + timedelta(days=1), now=NOON) == 45
    assert {record.call_id for record in await log.calls()} == {"young", "open"}
    assert await log.read("old0") == []
    rows = await audit_rows(database)
    assert {(row["action"], row["actor"], row["call_id"]) for row in rows} == {
        ("retention", "retention", None)
    }
    assert sum(row["calls"] for row in rows) == 45
    assert sum(row["events"] for row in rows) == 135
    assert await log.erasure.delete_older_than(NOON + timedelta(days=1), now=NOON) == 0
