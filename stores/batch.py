"""Batch: one transaction, in which appends of many calls are numbered, stored and counted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from conversation.events.event import CallEvent, EventType
from stores.errors import EventLogError, NotInterruptedError, UnknownCallError
from stores.records import CallRecord, searchable_words
from stores.schema import calls, events

# Built once: building a statement costs as much as running it.
_LOCK_CALLS = (
    select(calls)
    .where(calls.c.call_id.in_(bindparam("ids", expanding=True)))
    # In one order everywhere, so that two processes never wait for each other.
    .order_by(calls.c.call_id)
    .with_for_update()
)
_ADD_CALL, _ADD_EVENT = insert(calls), insert(events)
_UPDATE_CALL = (
    update(calls)
    .where(calls.c.call_id == bindparam("key"))
    .values({column: bindparam(column.name) for column in calls.c if not column.primary_key})
)


@dataclass(slots=True, eq=False)
class Append:
    """An event on its way into the log.

    Attributes:
        event: Without its number.
        stored: Gets the numbered event once it is committed, or an `EventLogError`.
        interrupted_owner: Set where the event closes the call of a process that died: it is
            refused unless the call is still open and still of that process.
    """

    event: CallEvent
    stored: asyncio.Future[CallEvent]
    interrupted_owner: int | None = None


def write_batch(
    connection: Connection, batch: Sequence[Append], owner: int
) -> list[CallEvent | EventLogError]:
    """Store a batch in the connection's transaction.

    The calls' rows stay locked until it commits, so another process that appends to one of them
    waits and goes on with the next number.

    Args:
        connection: In a transaction that may write.
        batch: The appends; those of one call in their order.
        owner: The process that appends.

    Returns:
        For each append its numbered event, or why it alone was refused.
    """
    ids = sorted({append.event.call_id for append in batch})
    found = connection.execute(_LOCK_CALLS, {"ids": ids})
    before = {row.call_id: CallRecord(**row._mapping) for row in found}
    records = dict(before)
    outcomes: list[CallEvent | EventLogError] = []
    rows: list[dict[str, Any]] = []
    for append in batch:
        call_id = append.event.call_id
        outcome = _take(append, records, owner)
        outcomes.append(outcome)
        if isinstance(outcome, CallEvent):
            records[call_id] = records[call_id].then(outcome, owner)
            rows.append(_event_row(outcome))
    changed = [records[call_id] for call_id in ids if records.get(call_id) != before.get(call_id)]
    new = [record.as_row() for record in changed if record.call_id not in before]
    old = [
        record.as_row() | {"key": record.call_id} for record in changed if record.call_id in before
    ]
    for statement, parameters in ((_ADD_CALL, new), (_UPDATE_CALL, old), (_ADD_EVENT, rows)):
        if parameters:
            connection.execute(statement, parameters)
    return outcomes


def _take(append: Append, records: dict[str, CallRecord], owner: int) -> CallEvent | EventLogError:
    event = append.event
    record = records.get(event.call_id)
    if record is None:
        if event.type is not EventType.CALL_STARTED:
            return UnknownCallError(f"{event.type} of a call that has not started, or was erased")
        record = records[event.call_id] = CallRecord.started(event, owner)
    if append.interrupted_owner is not None and (
        record.ended_at is not None or record.owner != append.interrupted_owner
    ):
        return NotInterruptedError("the call has ended, or another process runs it now")
    return event.numbered(record.last_seq + 1)


def _event_row(event: CallEvent) -> dict[str, Any]:
    return {
        "call_id": event.call_id,
        "seq": event.seq,
        "type": event.type.value,
        "at": event.at,
        "data": event.data,
        "words": searchable_words(event),
    }
