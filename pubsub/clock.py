"""Clock: the time as an argument, so that what expires is tested without waiting for it."""

import asyncio
import time
from datetime import UTC, datetime


def now_s() -> float:
    """The present time, in seconds of the event loop's clock, by which timers and deadlines go."""
    return asyncio.get_running_loop().time()


class Clock:
    """The system's clock."""

    def now(self) -> datetime:
        """The present time, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment, for what is counted in a while; never set back."""
        return time.monotonic()

    async def until(self, moment: datetime) -> None:
        """Return when `moment` has come."""
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))
