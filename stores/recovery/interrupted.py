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
        said_ms = await database.read(partial(_said_ms, call_ids=ids)) if over else {}
    closing = [
        writer.submit(closing_event(call, now, said_ms[call.call_id]), interrupted_owner=call.owner)
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


def _said_ms(connection: Connection, call_ids: Sequence[str]) -> dict[str, int]:
    """Where the last words of calls end on their own clocks, by their ids; 0 where there are none.

    Those of a recording or of a written call may be far ahead of the time that has passed.
    """
    said = read_events_of(connection, call_ids, [EventType.TURN_FINAL])
    return {
        call_id: max((whole(turn.data.get("end_ms")) or 0 for turn in turns), default=0)
        for call_id, turns in said.items()
    }


def closing_event(call: Row, now: datetime, said_ms: int) -> CallEvent:
    """The `call.ended` that one of `open_calls` lacks if its process is dead.

    The duration is that up to the last event, the last sign of life, and no shorter than what was
    said, whose end on the call's clock is `said_ms`; the clock may have been set back meanwhile.
    """
    lived_ms = (call.last_at - call.started_at) // timedelta(milliseconds=1)
    duration_ms = max(0, said_ms, lived_ms)
    ended = CallEnded("interrupted", duration_ms)
    return CallEvent(call.call_id, ended.type, now, ended.as_data())
