"""What is read from the event log."""

from sqlalchemy import Row, Select, and_, or_, select

from conversation.events import CallEvent, EventType
from stores.records import CallRecord, parse_cursor
from stores.schema import calls, events


def call_events(call_id: str, after: int, limit: int | None) -> Select:
    """The events of a call after a number, ascending."""
    return (
        select(events)
        .where(events.c.call_id == call_id, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(limit)
    )


def page_of_calls(
    limit: int,
    before: str | None,
    search: str | None,
    agent_id: str | None,
    is_open: bool | None,
) -> Select:
    """Calls, newest first; `EventLog.calls` says what the arguments mean."""
    page = select(calls).order_by(calls.c.started_at.desc(), calls.c.call_id.desc()).limit(limit)
    if before is not None:
        at, call_id = parse_cursor(before)
        older = calls.c.started_at < at
        page = page.where(or_(older, and_(calls.c.started_at == at, calls.c.call_id < call_id)))
    if search:
        said = select(events.c.call_id).where(events.c.words.icontains(search, autoescape=True))
        page = page.where(
            or_(
                calls.c.call_id.in_(said),
                *(
                    column.icontains(search, autoescape=True)
                    for column in (calls.c.call_id, calls.c.agent_id, calls.c.source)
                ),
            )
        )
    if agent_id is not None:
        page = page.where(calls.c.agent_id == agent_id)
    if is_open is not None:
        page = page.where(calls.c.ended_at.is_(None) if is_open else calls.c.ended_at.is_not(None))
    return page


def event_of(row: Row) -> CallEvent:
    """A row of `events` as the event it holds."""
    return CallEvent(row.call_id, EventType(row.type), row.at, row.data, row.seq)


def record_of(row: Row) -> CallRecord:
    """A row of `calls` as a record."""
    return CallRecord(**row._mapping)
