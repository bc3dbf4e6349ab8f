"""Call queries: the records of calls that are read from the event log."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, or_, select

from conversation.events.event import CallEvent, EventType
from conversation.insights.values import whole
from conversation.search.query import SearchQuery
from stores.log.call_page import CallPage
from stores.log.call_scope import in_scope
from stores.log.queries import is_stored, read_last_of
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
    return _read(connection, found)


def read_records(connection: Connection, call_ids: Collection[str]) -> dict[str, CallRecord]:
    """The records of calls, by their ids, of those that there are."""
    found = _read(connection, _RECORDS.where(calls.c.call_id.in_(call_ids)))
    return {record.call_id: record for record in found}


def read_call(connection: Connection, call_id: str) -> CallRecord | None:
    """The record of a call, if there is one."""
    return read_records(connection, [call_id]).get(call_id)


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
    return _read(connection, page)


def _is_searched(text: str, dialect: str) -> ColumnElement[bool]:
    said = select(call_words.c.call_id).where(matches(SearchQuery.of(text), dialect))
    named = (
        column.icontains(text, autoescape=True)
        for column in (calls.c.call_id, calls.c.agent_id, calls.c.source)
    )
    return or_(calls.c.call_id.in_(said), *named)


def _read(connection: Connection, found: Select[Any]) -> list[CallRecord]:
    """Records; insights lack calls from before them, whose length their last end tells."""
    records = [CallRecord(**row._mapping) for row in connection.execute(found)]
    for at, record in enumerate(records):
        if record.ended_at and record.duration_ms is None:
            told = read_last_of(connection, record.call_id, [EventType.CALL_ENDED])
            length = whole(told.get(EventType.CALL_ENDED, {}).get("duration_ms"))
            records[at] = replace(record, duration_ms=length)
    return records
