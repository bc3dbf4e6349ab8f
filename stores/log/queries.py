"""Queries: the events that are read from the event log."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, select

from conversation.events.event import CallEvent, EventType, event_type
from stores.tables.schema import events


def read_events(
    connection: Connection, call_id: str, after: int, limit: int | None
) -> list[CallEvent]:
    """The events of a call after a number, ascending."""
    found = (
        select(events)
        .where(events.c.call_id == call_id, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return [event_of(row) for row in connection.execute(found)]


def read_events_of(
    connection: Connection, call_ids: Sequence[str], types: Iterable[EventType]
) -> dict[str, list[CallEvent]]:
    """The events of some calls that are of some types, ascending; by the calls' ids."""
    row = events.c
    found: dict[str, list[CallEvent]] = {call_id: [] for call_id in call_ids}
    query = (
        select(row.call_id, row.type, row.at, row.data, row.seq, row.trace_id)
        .where(row.call_id.in_(call_ids), row.type.in_([one.value for one in types]))
        .order_by(row.call_id, row.seq)
    )
    for one in connection.execute(query):
        found[one.call_id].append(event_of(one))
    return found


def read_last_of(
    connection: Connection, call_id: str, types: Iterable[EventType]
) -> dict[EventType, dict[str, Any]]:
    """The data of a call's last event of each of some types, of those that it has."""
    found: dict[EventType, dict[str, Any]] = {}
    for kind in types:
        last = (
            select(events.c.data)
            .where(events.c.call_id == call_id, events.c.type == kind.value)
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        data = connection.execute(last).scalar()
        if data is not None:
            found[kind] = data
    return found


def read_suggestion(
    connection: Connection, call_id: str, kind: EventType, suggestion_id: str
) -> dict[str, Any] | None:
    """The data of a suggestion's newest event of a kind; what is asked for is mostly near the end.

    Returns:
        None where the call has no such event.
    """
    if "\0" in suggestion_id:  # no id has one, and Postgres takes none
        return None
    is_it = events.c.type == kind.value
    # In a CASE, as Postgres would look into the JSON of other events too, which may hold a NUL.
    its_id = case((is_it, events.c.data["suggestion_id"].as_string()))
    found = (
        select(events.c.data)
        .where(events.c.call_id == call_id, its_id == suggestion_id)
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return connection.execute(found).scalar()


def is_stored(connection: Connection, event: CallEvent) -> bool:
    """Whether the log has this very event under its number."""
    found = read_events(connection, event.call_id, (event.seq or 0) - 1, 1)
    return bool(found) and found[0].to_json() == event.to_json()


def event_of(row: Row) -> CallEvent:
    """The event of a row of `schema.events`."""
    return CallEvent(row.call_id, event_type(row.type), row.at, row.data, row.seq, row.trace_id)
