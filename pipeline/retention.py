"""Retention: dead calls are ended, and calls that ended too long ago are deleted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from loguru import logger

from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from stores.event_log import EventLog, EventLogError

_PERIOD_S = 60.0


async def tidy(
    events: EventStream, log: EventLog, retention_days: int | None, now: datetime
) -> None:
    """End the calls whose process has died, and delete those that ended too long ago.

    Args:
        events: Ends calls so that their listeners learn of it.
        log: The event log.
        retention_days: How long a call is kept after its end; None keeps it for good.
        now: The present time.

    Raises:
        EventLogError: The database does not answer.
    """
    for call_id in await events.close_interrupted():
        logger.warning("call {} was interrupted by the end of its process", call_id)
    if retention_days is not None:
        deleted = await log.delete_older_than(now - timedelta(days=retention_days), now)
        if deleted:
            logger.info("deleted {} calls that ended {} days ago", deleted, retention_days)


@asynccontextmanager
async def housekeeping(
    events: EventStream, log: EventLog, retention_days: int | None, clock: Clock
) -> AsyncIterator[None]:
    """Tidy at once, and every minute while the block runs; a log that does not answer is logged."""
    await _try_to_tidy(events, log, retention_days, clock)
    async with beside(_keep_tidy(events, log, retention_days, clock), "housekeeping"):
        yield


async def _keep_tidy(
    events: EventStream, log: EventLog, retention_days: int | None, clock: Clock
) -> None:
    while True:
        await asyncio.sleep(_PERIOD_S)
        await _try_to_tidy(events, log, retention_days, clock)


async def _try_to_tidy(
    events: EventStream, log: EventLog, retention_days: int | None, clock: Clock
) -> None:
    try:
        await tidy(events, log, retention_days, clock.now())
    except EventLogError as error:
        logger.error("housekeeping: {}", error)
