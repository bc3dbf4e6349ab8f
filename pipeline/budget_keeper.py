"""Budget keeper: what models cost by the day and the month, over restarts and for all processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from loguru import logger

from conversation.models.budget import Budget
from pubsub.beside import beside
from pubsub.clock import Clock
from services.llm.chain.failover import Failover
from stores.errors import EventLogError
from stores.log.event_log import EventLog

EVERY_S = 5.0


@asynccontextmanager
async def kept_budget(models: Failover | None, log: EventLog, clock: Clock) -> AsyncIterator[None]:
    """Know what was spent before; in the block, tell the log what is, and learn of others."""
    if not models:
        yield
        return
    budget = models.desk.budget
    has_caps = budget.caps.day is not None or budget.caps.month is not None
    await _settle(budget, log, clock, always=has_caps)
    async with beside(_keep(budget, log, clock, always=has_caps), "the keeping of the budget"):
        yield
    await _settle(budget, log, clock, always=False)


async def _keep(budget: Budget, log: EventLog, clock: Clock, *, always: bool) -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        await _settle(budget, log, clock, always=always)


async def _settle(budget: Budget, log: EventLog, clock: Clock, *, always: bool) -> None:
    cost = budget.take_untold()
    if not cost and not always:
        return
    try:
        budget.learn(*await log.spend(clock.now().date(), cost))
    except EventLogError as error:
        budget.untake(cost)
        logger.debug("what models cost is not kept yet: {}", error)
