"""Interrupted calls: open in the log, while the process that ran them is dead."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, select

from conversation.events.event import CallEvent
from conversation.events.payloads import CallEnded
from stores.databases.database import Database, named_errors
from stores.databases.process_locks import ProcessLocks
from stores.errors import NotInterruptedError
from stores.log.group_commit import GroupCommit
from stores.tables.schema import calls, events

_OPEN = (
    select(calls.c.call_id, calls.c.owner, calls.c.started_at, events.c.at.label("last_at"))
    .join(events, and_(events.c.call_id == calls.c.call_id, events.c.seq == calls.c.last_seq))
    .where(calls.c.ended_at.is_(None))
)


async def close_interrupted(
    database: Database,
    owners: ProcessLocks,
    writer: GroupCommit,
    now: datetime,
    dead_of: Callable[[set[int]], set[int]],
) -> list[str]:
    """End the open calls whose process died; `CallRecovery.close_interrupted` says more.

    Args:
        database: Where the calls are.
        owners: Tells which processes live.
        writer: Ends the calls.
        now: The present time.
        dead_of: Which of the processes that do not live count as dead.

    Returns:
        The ids of the calls that this ended.

    Raises:
        EventLogError: The database does not answer.
    """
    with named_errors("find interrupted calls"):
        found = await database.read(open_calls)
        named = {call.owner for call in found} - {writer.owner}  # which lives, lock or no lock
        dead = dead_of(named - await owners.living(named))
    closing = [
        writer.submit(closing_event(call, now), interrupted_owner=call.owner)
        for call in found
        if call.owner in dead
    ]
    outcomes = await asyncio.gather(*closing, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, NotInterruptedError):
            raise outcome
    return [outcome.call_id for outcome in outcomes if isinstance(outcome, CallEvent)]


def open_calls(connection: Connection) -> list[Row]:
    """The calls that have not ended: id, owner, start, and the time of the last event."""
    return list(connection.execute(_OPEN))


def closing_event(call: Row, now: datetime) -> CallEvent:
    """The `call.ended` that one of `open_calls` lacks if its process is dead.

    The duration is that up to the last event, the last sign of life; none where the clock was set
    back meanwhile.
    """
    duration_ms = max(0, (call.last_at - call.started_at) // timedelta(milliseconds=1))
    ended = CallEnded("interrupted", duration_ms)
    return CallEvent(call.call_id, ended.type, now, ended.as_data())
