"""Database retries: the pause between two, and when to give up."""

import asyncio
from contextlib import suppress

RETRY_S = 0.5
CLOSE_S = 2.0


class RetryPause:
    """The pauses between the tries of one writer."""

    def __init__(self, closing: asyncio.Event) -> None:
        """Pause until the next try is due; in short steps, and not for ever, once `closing`."""
        self._closing = closing
        self._give_up_at: float | None = None

    async def over(self) -> bool:
        """Wait; returns False where it is time to give up instead of trying again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_S):
                await self._closing.wait()
        if not self._closing.is_set():
            return True
        loop = asyncio.get_running_loop()
        self._give_up_at = self._give_up_at or loop.time() + CLOSE_S
        await asyncio.sleep(RETRY_S / 5)
        return loop.time() < self._give_up_at
