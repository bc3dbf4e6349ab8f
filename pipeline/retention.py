"""Retention: dead calls are ended, old ones deleted, late words indexed, and past days counted."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from loguru import logger

from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from stores.errors import EventLogError
from stores.log.event_log import EventLog

_LOOK_S = 2.0
_DELETE_EVERY = 30
"""Of so many looks, one also deletes what is too old."""
_LATE_FOR = timedelta(minutes=3)
_LATE_AT_START = timedelta(days=1)
"""What a process of the version before has left is taken care of for so long after its call."""
_ROLL_UP_EVERY = 900
"""Of so many looks, one also counts the days that are over, the first of them soon."""
_DEAD_FOR = timedelta(seconds=4)
"""A process whose connection to the database is cut is back before."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The retention of what the log has.

    Attributes:
        call_days: A call, from its end, in days; None for good.
        look_days: Who looked at calls, in days; None for good.
        session_idle: How long a user's session may be idle; None where nobody signs in.
    """

    call_days: int | None = None
    look_days: int | None = None
    session_idle: timedelta | None = None


async def _end_dead(events: EventStream, after: timedelta = timedelta(0)) -> None:
    """End the calls whose process has died.

    Args:
        events: Ends calls so that their listeners learn of it.
        after: For how long a process must have been seen dead.

    Raises:
        EventLogError: The database does not answer.
    """
    for call_id in await events.close_interrupted(after):
        logger.warning("call {} was interrupted by the end of its process", call_id)


async def delete_old(log: EventLog, kept: Retention, now: datetime) -> None:
    """Delete what is older.

    Raises:
        EventLogError: The database does not answer.
    """
    if kept.call_days is not None:
        deleted = await log.erasure.delete_older_than(now - timedelta(days=kept.call_days), now)
        if deleted:
            logger.info("deleted {} calls that ended {} days ago", deleted, kept.call_days)
    if kept.look_days is not None:
        await log.audit_trail.forget_looks(now - timedelta(days=kept.look_days))
    if kept.session_idle is not None:
        await log.user_sessions.forget_ended(now, kept.session_idle)


@asynccontextmanager
async def housekeeping(
    events: EventStream, log: EventLog, kept: Retention, clock: Clock
) -> AsyncIterator[None]:
    """Do all of it again and again while the block runs; all but the counting at its start too.

    A log that does not answer is logged, no more than once a minute.
    """
    with _named(told=True):
        await _end_dead(events)
        await delete_old(log, kept, clock.now())
        await log.projections.index_late(clock.now() - _LATE_AT_START)
    async with beside(_keep_tidy(events, log, kept, clock), "housekeeping"):
        yield


async def _keep_tidy(events: EventStream, log: EventLog, kept: Retention, clock: Clock) -> None:
    for look in count(1):
        await asyncio.sleep(_LOOK_S)
        delete = look % _DELETE_EVERY == 0
        with _named(told=delete):
            await _end_dead(events, _DEAD_FOR)
            if delete:
                await delete_old(log, kept, clock.now())
                await log.projections.index_late(clock.now() - _LATE_FOR)
            if look % _ROLL_UP_EVERY == _DELETE_EVERY:
                await log.insights.roll_up(clock.now())


@contextmanager
def _named(*, told: bool) -> Iterator[None]:
    """Log an error of the log's, at one of many looks; the log's own status tells of it too."""
    try:
        yield
    except EventLogError as error:
        if told:
            logger.error("housekeeping: {}", error)
