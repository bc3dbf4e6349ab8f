"""Queries: the events and the calls that are read from the event log."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, or_, select

from conversation.events.event import CallEvent, EventType, event_type
from conversation.search.query import SearchQuery
from stores.log.call_page import CallPage
from stores.log.call_scope import in_scope
from stores.log.records import CallRecord, parse_cursor
from stores.search.matches import matches
from stores.tables.insight_schema import insight_calls
from stores.tables.schema import calls, events
from stores.tables.search_schema import call_words

# Of a call whose stream came back, insights have the length up to the end before.
_LENGTH = case((calls.c.ended_at.is_not(None), insight_calls.c.duration_ms)).label("duration_ms")
_RECORDS = select(calls, _LENGTH).outerjoin(
    insight_calls, insight_calls.c.call_id == calls.c.call_id
)


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


def read_memories(
    connection: Connection, person: str, limit: int, before: datetime | None
) -> list[tuple[CallRecord, dict[str, Any]]]:
    """The last calls with a person that remember something, the newest first, with what they do."""
    with_person = _RECORDS.where(calls.c.person == person)
    if before:
        with_person = with_person.where(calls.c.started_at <= before)
    newest = with_person.order_by(calls.c.started_at.desc()).limit(limit)
    found: list[tuple[CallRecord, dict[str, Any]]] = []
    for row in connection.execute(newest).all():
        told = (
            select(events.c.data)
            .where(events.c.call_id == row.call_id)
            .where(events.c.type == EventType.MEMORY_UPDATED.value)
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        data = connection.execute(told).scalar()
        if data is not None:
            found.append((CallRecord(**row._mapping), data))
    return found


def read_person(connection: Connection, person: str) -> list[CallRecord]:
    """All calls with a person."""
    found = _RECORDS.where(calls.c.person == person)
    return [CallRecord(**row._mapping) for row in connection.execute(found)]


def read_records(connection: Connection, call_ids: Collection[str]) -> dict[str, CallRecord]:
    """The records of calls, by their ids, of those that there are."""
    rows = connection.execute(_RECORDS.where(calls.c.call_id.in_(call_ids)))
    return {row.call_id: CallRecord(**row._mapping) for row in rows}


def read_call(connection: Connection, call_id: str) -> CallRecord | None:
    """The record of a call, if there is one."""
    return read_records(connection, [call_id]).get(call_id)


def is_stored(connection: Connection, event: CallEvent) -> bool:
    """Whether the log has this very event under its number."""
    found = read_events(connection, event.call_id, (event.seq or 0) - 1, 1)
    return bool(found) and found[0].to_json() == event.to_json()


def records_before(connection: Connection, starts: Sequence[CallEvent]) -> dict[str, CallRecord]:
    """The records of calls by id, as they were before their `call.started` in `starts`.

    One that is in the log already, as a commit was not answered, does not count.
    """
    found: dict[str, CallRecord] = {}
    for event in starts:
        record = read_call(connection, event.call_id)
        if record is None:
            continue
        if is_stored(connection, event.numbered(record.last_seq)):
            record = replace(record, last_seq=record.last_seq - 1)
        found[event.call_id] = record
    return found


def read_calls(connection: Connection, wanted: CallPage) -> list[CallRecord]:
    """Calls, newest first."""
    newest_first = (calls.c.started_at.desc(), calls.c.call_id.desc())
    page = _RECORDS.order_by(*newest_first).limit(wanted.limit)
    if wanted.before is not None:
        at, call_id = parse_cursor(wanted.before)
        older = calls.c.started_at < at
        page = page.where(or_(older, and_(calls.c.started_at == at, calls.c.call_id < call_id)))
    if wanted.search:
        page = page.where(_is_searched(wanted.search, connection.dialect.name))
    if wanted.agent_id is not None:
        page = page.where(calls.c.agent_id == wanted.agent_id)
    if wanted.scope is not None:
        page = page.where(in_scope(wanted.scope))
    if wanted.is_open is not None:
        ended = calls.c.ended_at
        page = page.where(ended.is_(None) if wanted.is_open else ended.is_not(None))
    if wanted.since is not None:
        page = page.where(calls.c.started_at >= wanted.since)
    if wanted.until is not None:
        page = page.where(calls.c.started_at < wanted.until)
    return [CallRecord(**row._mapping) for row in connection.execute(page)]


def _is_searched(text: str, dialect: str) -> ColumnElement[bool]:
    said = select(call_words.c.call_id).where(matches(SearchQuery.of(text), dialect))
    named = (
        column.icontains(text, autoescape=True)
        for column in (calls.c.call_id, calls.c.agent_id, calls.c.source)
    )
    return or_(calls.c.call_id.in_(said), *named)


def event_of(row: Row) -> CallEvent:
    """The event of a row of `schema.events`."""
    return CallEvent(row.call_id, event_type(row.type), row.at, row.data, row.seq, row.trace_id)
