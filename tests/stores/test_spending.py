"""What models cost, kept over restarts and shared by processes."""

import asyncio
from datetime import date

from stores.log.event_log import open_event_log

FRIDAY, SATURDAY, DECEMBER = date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 1)


async def test_what_is_spent_outlives_the_process(log_url: str) -> None:
    """The day's and the month's sums go on where they were, and begin anew with the next."""
    async with open_event_log(log_url) as log:
        assert await log.spend(FRIDAY, 0.5) == (0.5, 0.5)
        assert await log.spend(FRIDAY, 0.25) == (0.75, 0.75)
    async with open_event_log(log_url) as log:
        assert await log.spend(FRIDAY, 0) == (0.75, 0.75)
        assert await log.spend(SATURDAY, 0.000001) == (0.000001, 0.750001)
        assert await log.spend(DECEMBER, 0) == (0, 0)


async def test_processes_that_spend_at_once_lose_nothing(log_url: str) -> None:
    """Each adds to what the others have."""
    async with open_event_log(log_url) as one, open_event_log(log_url) as other:
        await one.spend(FRIDAY, 0)
        await asyncio.gather(*(log.spend(FRIDAY, 0.1) for log in (one, other) for _ in range(10)))
        assert await one.spend(FRIDAY, 0) == (2.0, 2.0)
