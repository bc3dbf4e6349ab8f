"""Retention: dead calls are ended, and calls that ended too long ago are deleted."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from itertools import count

from loguru import logger

from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from stores.event_log import EventLog, EventLogError

_LOOK_S = 2.0
_DELETE_EVERY = 30
"""Of so many looks, one also deletes what is too old."""
_DEAD_FOR = timedelta(seconds=4)
"""A process whose connection to the database is cut is back before."""


async def end_dead(events: EventStream, after: timedelta = timedelta(0)) -> None:
    """End the calls whose process has died.

    Args:
        events: Ends calls so that their listeners learn of it.
        after: For how long a process must have been seen dead.

    Raises:
        EventLogError: The database does not answer.
    """
    for call_id in await events.close_interrupted(after):
        logger.warning("call {} was interrupted by the end of its process", call_id)


async def delete_old(log: EventLog, retention_days: int | None, now: datetime) -> None:
    """Delete the calls that ended so many days ago; None keeps them for good.

    Raises:
        EventLogError: The database does not answer.
    """
    if retention_days is not None:
        deleted = await log.delete_older_than(now - timedelta(days=retention_days), now)
        if deleted:
            logger.info("deleted {} calls that ended {} days ago", deleted, retention_days)


@asynccontextmanager
async def housekeeping(
    events: EventStream, log: EventLog, retention_days: int | None, clock: Clock
) -> AsyncIterator[None]:
    """Do both at once, and again and again while the block runs.

    A log that does not answer is logged, no more than once a minute.
    """
    with _named(told=True):
        await end_dead(events)
        await delete_old(log, retention_days, clock.now())
    async with beside(_keep_tidy(events, log, retention_days, clock), "housekeeping"):
        yield


async def _keep_tidy(
    events: EventStream, log: EventLog, retention_days: int | None, clock: Clock
) -> None:
    for look in count(1):
        await asyncio.sleep(_LOOK_S)
        delete = look % _DELETE_EVERY == 0
        with _named(told=delete):
            await end_dead(events, _DEAD_FOR)
            if delete:
                await delete_old(log, retention_days, clock.now())


@contextmanager
def _named(*, told: bool) -> Iterator[None]:
    """Log an error of the log's, at one of many looks; the log's own status tells of it too."""
    try:
        yield
    except EventLogError as error:
        if told:
            logger.error("housekeeping: {}", error)
