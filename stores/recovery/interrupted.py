"""Interrupted calls: open in the log, while the process that ran them is dead."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Row, and_, select

from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import CallEnded
from conversation.insights.values import whole
from stores.databases.database import Database, named_errors
from stores.databases.process_locks import ProcessLocks
from stores.errors import NotInterruptedError
from stores.log.group_commit import GroupCommit
from stores.log.queries import read_events_of
from stores.tables.schema import calls, events

_OPEN = (
    select(calls.c.call_id, calls.c.owner, calls.c.started_at, events.c.at.label("last_at"))
    .join(events, and_(events.c.call_id == calls.c.call_id, events.c.seq == calls.c.last_seq))
    .where(calls.c.ended_at.is_(None))
)
# What tells the time on the call's own clock, and in which field.
_REACHING = {EventType.TURN_FINAL: "end_ms", EventType.CALL_ENDED: "duration_ms"}


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
        over = [call for call in found if call.owner in dead]
        ids = [call.call_id for call in over]
        reached_ms = await database.read(partial(_reached_ms, call_ids=ids)) if over else {}
    closing = [
        writer.submit(
            closing_event(call, now, reached_ms[call.call_id]), interrupted_owner=call.owner
        )
        for call in over
    ]
    outcomes = await asyncio.gather(*closing, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, NotInterruptedError):
            raise outcome
    return [outcome.call_id for outcome in outcomes if isinstance(outcome, CallEvent)]


def open_calls(connection: Connection) -> list[Row]:
    """The calls that have not ended: id, owner, start, and the time of the last event."""
    return list(connection.execute(_OPEN))


def _reached_ms(connection: Connection, call_ids: Sequence[str]) -> dict[str, int]:
    """How far calls had come on their own clocks, by their ids: by what was said, and by ends.

    The clock of a recording or of a written call may be far ahead of the time that has passed.
    """
    told = read_events_of(connection, call_ids, _REACHING)
    return {
        call_id: max((whole(one.data.get(_REACHING[one.type])) or 0 for one in events), default=0)
        for call_id, events in told.items()
    }


def closing_event(call: Row, now: datetime, reached_ms: int) -> CallEvent:
    """The `call.ended` that one of `open_calls` lacks if its process is dead.

    The duration is that up to the last event, the last sign of life, and no shorter than
    `reached_ms`, how far its own clock had come; the system's may have been set back meanwhile.
    """
    lived_ms = (call.last_at - call.started_at) // timedelta(milliseconds=1)
    duration_ms = max(0, reached_ms, lived_ms)
    ended = CallEnded("interrupted", duration_ms)
    return CallEvent(call.call_id, ended.type, now, ended.as_data())
