"""Batch: one transaction, in which appends of many calls are numbered, stored and counted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from conversation.events.event import CallEvent, EventType
from stores.errors import EventLogError, NotInterruptedError, UnknownCallError
from stores.insights.projection import project
from stores.jobs.job_outbox import owe
from stores.log.queries import is_stored
from stores.log.records import CallRecord, searchable_words
from stores.search.index import index_words
from stores.tables.schema import calls, events

# Built once: building a statement costs as much as running it.
_LOCK_CALLS = (
    select(calls)
    .where(calls.c.call_id.in_(bindparam("ids", expanding=True)))
    # In one order everywhere, so that two processes never wait for each other.
    .order_by(calls.c.call_id)
    .with_for_update()
)
_ADD_CALL, _ADD_EVENT = insert(calls), insert(events)


@dataclass(slots=True, eq=False)
class Append:
    """An event on its way into the log.

    Attributes:
        event: Without its number, unless it is kept.
        stored: Gets the numbered event once it is committed or kept, or an `EventLogError`.
        interrupted_owner: Set where the event closes the call of a process that died: it is
            refused unless the call is still open and still of that process.
        owner: The process that it is of, where that is not the one that writes.
        kept: Whether the spool answers for it: it has its number, and listeners may have it.
        done: Whether it waits no more: it is in the log, or was refused.
        size: Its size in the spool, in bytes.
    """

    event: CallEvent
    stored: asyncio.Future[CallEvent]
    interrupted_owner: int | None = None
    owner: int | None = None
    kept: bool = False
    done: bool = False
    size: int = 0


class BatchOutcome(NamedTuple):
    """Outcome of a batch.

    Attributes:
        outcomes: For each append its numbered event, or why it alone was refused.
        records: The calls' records after it, by id.
    """

    outcomes: list[CallEvent | EventLogError]
    records: dict[str, CallRecord]


def write_batch(
    connection: Connection, batch: Sequence[Append], owner: int, settle: timedelta | None = None
) -> BatchOutcome:
    """Store a batch in the connection's transaction.

    The calls' rows stay locked until it commits, so another process that appends to one of them
    waits and goes on with the next number.

    Args:
        connection: In a transaction that may write.
        batch: The appends; those of one call in their order.
        owner: The process that appends.
        settle: How long its work waits where a call may come back; None where there is none.
    """
    ids = sorted({append.event.call_id for append in batch})
    found = connection.execute(_LOCK_CALLS, {"ids": ids})
    before = {row.call_id: CallRecord(**row._mapping) for row in found}
    there = _there_already(connection, batch, before)
    records = dict(before)
    outcomes: list[CallEvent | EventLogError] = []
    stored: list[CallEvent] = []
    for append in batch:
        call_id = append.event.call_id
        if append in there:
            outcomes.append(append.event)
            continue
        outcomes.append(outcome := _take(append, records, owner))
        if isinstance(outcome, CallEvent):
            records[call_id] = records[call_id].then(outcome, append.owner or owner)
            stored.append(outcome)
    changed = [records[call_id] for call_id in ids if records.get(call_id) != before.get(call_id)]
    _store(connection, changed, before, stored)
    index_words(connection, stored)
    barred = {id for id, record in records.items() if not record.may_be_worked_on}
    owe(connection, stored, settle, barred)
    project(connection, stored, {record.call_id: record.started_at for record in changed})
    return BatchOutcome(outcomes, records)


def _store(
    connection: Connection,
    changed: Sequence[CallRecord],
    before: Mapping[str, CallRecord],
    events: Sequence[CallEvent],
) -> None:
    """Write the calls' rows, of which those `before` are there, and the new events."""
    new = [record.as_row() for record in changed if record.call_id not in before]
    rows = [event_row(event) for event in events]
    written: list[tuple[Any, list[dict[str, Any]]]] = [(_ADD_CALL, new), (_ADD_EVENT, rows)]
    for columns, values in _changes(changed, before).items():
        written.append((_update_of(columns), values))
    for statement, parameters in written:
        if parameters:
            connection.execute(statement, parameters)


def _changes(
    changed: Sequence[CallRecord], before: Mapping[str, CallRecord]
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """What is new in rows that are there, by the columns that it is of."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for record in changed:
        if record.call_id in before:
            was = before[record.call_id].as_row()
            new = {name: value for name, value in record.as_row().items() if value != was[name]}
            found.setdefault(tuple(new), []).append(new | {"key": record.call_id})
    return found


@lru_cache(maxsize=64)
def _update_of(columns: tuple[str, ...]) -> Update:
    """An update of these columns of a call: SQLite writes the indexes of all that it sets."""
    update_call = update(calls).where(calls.c.call_id == bindparam("key"))
    return update_call.values({name: bindparam(name) for name in columns})


def _there_already(
    connection: Connection, batch: Sequence[Append], records: dict[str, CallRecord]
) -> set[Append]:
    """Those of a batch that an earlier commit stored, whose answer was lost."""

    def is_there(append: Append) -> bool:
        record, seq = records.get(append.event.call_id), append.event.seq
        may_be = append.kept and record and seq is not None and seq <= record.last_seq
        return bool(may_be) and is_stored(connection, append.event)

    return {append for append in batch if is_there(append)}


def _take(append: Append, records: dict[str, CallRecord], owner: int) -> CallEvent | EventLogError:
    event = append.event
    record = records.get(event.call_id)
    if record is None:
        if event.type is not EventType.CALL_STARTED:
            return UnknownCallError(f"{event.type} of a call that has not started, or was erased")
        record = records[event.call_id] = CallRecord.started(event, append.owner or owner)
    if append.interrupted_owner is not None and (
        record.ended_at is not None or record.owner != append.interrupted_owner
    ):
        return NotInterruptedError("the call has ended, or another process runs it now")
    if append.kept and event.seq is not None and event.seq > record.last_seq:
        return event  # the log may have lost some before it, but listeners know it by its number
    return event.numbered(record.last_seq + 1)


def event_row(event: CallEvent) -> dict[str, Any]:
    """An event with its number as a row of `schema.events`."""
    return {
        "call_id": event.call_id,
        "seq": event.seq,
        "type": event.type.value,
        "at": event.at,
        "data": event.data,
        "words": searchable_words(event),
        "trace_id": event.trace_id,
    }
