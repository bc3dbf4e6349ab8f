"""Database that is begun, or begun anew: its tables, and the calls that go on in it."""

from dataclasses import replace

from sqlalchemy import Connection, insert

from conversation.events.event import CallEvent, EventType
from stores.insights.projection import project
from stores.log.batch import event_row
from stores.log.call_queries import read_call
from stores.log.numbered_calls import NumberedCall, NumberedCalls
from stores.log.records import CallRecord
from stores.search.index import index_words
from stores.tables.migrate import migrate
from stores.tables.schema import calls, events


def fill(connection: Connection, running: NumberedCalls) -> None:
    """Make what a database lacks: the tables, and the calls that the process numbers.

    Each gets its record, and its newest events as far as the process holds them and an earlier
    database had them; what that lacked waits in the spool.
    """
    migrate(connection)
    for call in running.all():
        if call.stored_seq and not read_call(connection, call.record.call_id):
            _carry_over(connection, call)


def _carry_over(connection: Connection, call: NumberedCall) -> None:
    tail = list(call.tail)
    held = [event for event in tail if (event.seq or 0) <= call.stored_seq]
    record = _before(call, tail)
    for event in held:
        record = record.then(event, record.owner)
    connection.execute(insert(calls).values(record.as_row()))
    if held:
        connection.execute(insert(events), [event_row(event) for event in held])
        index_words(connection, held)
        project(connection, held, {record.call_id: record.started_at})


def _before(call: NumberedCall, tail: list[CallEvent]) -> CallRecord:
    """The record of a call as it was before the events that are held of it."""
    types = [event.type for event in tail]
    return replace(
        call.record,
        last_seq=(tail[0].seq or 0) - 1 if tail else call.stored_seq,
        turns=call.record.turns - types.count(EventType.TURN_FINAL),
        suggestions=call.record.suggestions - types.count(EventType.SUGGESTION_FINAL),
        ended_at=None,
        end_reason=None,
        duration_ms=None,
    )
