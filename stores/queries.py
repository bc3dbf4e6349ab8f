"""Queries: the events and the calls that are read from the event log."""

from datetime import datetime

from sqlalchemy import Connection, Row, and_, case, or_, select

from conversation.events.event import CallEvent, EventType
from stores.errors import EventLogError
from stores.records import CallRecord, parse_cursor
from stores.schema import calls, events


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
    return [_event(row) for row in connection.execute(found)]


def suggestion_exists(connection: Connection, call_id: str, suggestion_id: str) -> bool:
    """Whether a call has started the suggestion; what is asked for is mostly near the end."""
    if "\0" in suggestion_id:  # no id has one, and Postgres takes none
        return False
    is_start = events.c.type == EventType.SUGGESTION_STARTED.value
    # In a CASE, as Postgres would look into the JSON of other events too, which may hold a NUL.
    its_id = case((is_start, events.c.data["suggestion_id"].as_string()))
    found = (
        select(events.c.seq)
        .where(events.c.call_id == call_id, its_id == suggestion_id)
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return connection.execute(found).first() is not None


def read_call(connection: Connection, call_id: str) -> CallRecord | None:
    """The record of a call, if there is one."""
    rows = connection.execute(select(calls).where(calls.c.call_id == call_id))
    return next((CallRecord(**row._mapping) for row in rows), None)


def read_calls(
    connection: Connection,
    *,
    limit: int,
    before: str | None,
    search: str | None,
    agent_id: str | None,
    is_open: bool | None,
    since: datetime | None,
    until: datetime | None,
) -> list[CallRecord]:
    """Calls, newest first; `EventLog.calls` says what the arguments mean."""
    page = select(calls).order_by(calls.c.started_at.desc(), calls.c.call_id.desc()).limit(limit)
    if before is not None:
        at, call_id = parse_cursor(before)
        older = calls.c.started_at < at
        page = page.where(or_(older, and_(calls.c.started_at == at, calls.c.call_id < call_id)))
    if search:
        said = select(events.c.call_id).where(events.c.words.icontains(search, autoescape=True))
        named = (
            column.icontains(search, autoescape=True)
            for column in (calls.c.call_id, calls.c.agent_id, calls.c.source)
        )
        page = page.where(or_(calls.c.call_id.in_(said), *named))
    if agent_id is not None:
        page = page.where(calls.c.agent_id == agent_id)
    if is_open is not None:
        page = page.where(calls.c.ended_at.is_(None) if is_open else calls.c.ended_at.is_not(None))
    if since is not None:
        page = page.where(calls.c.started_at >= since)
    if until is not None:
        page = page.where(calls.c.started_at < until)
    return [CallRecord(**row._mapping) for row in connection.execute(page)]


def _event(row: Row) -> CallEvent:
    try:
        type = EventType(row.type)
    except ValueError:
        raise EventLogError(f"the event log holds a {row.type}, of a newer version") from None
    return CallEvent(row.call_id, type, row.at, row.data, row.seq)
