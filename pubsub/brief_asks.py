"""Brief asks: what Redis is asked where nobody may wait for it.

| Redis | an ask costs | and brings |
|---|---|---|
| answers | one round trip | the answer |
| does not within the patience, or refuses | the patience at most, once in 5 s | nothing |
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from loguru import logger
from redis.asyncio import Redis
from redis.exceptions import RedisError

AGAIN_S = 5.0
"""So long a Redis that does not answer is not asked."""


class BriefAsks:
    """The asks of one purpose.

    Attributes:
        away: Whether Redis did not answer of late.
    """

    def __init__(
        self,
        redis: Redis,
        purpose: str,
        patience_s: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask a Redis.

        Args:
            redis: The connections.
            purpose: What is not shared while Redis is away, for the log.
            patience_s: How long an answer is waited for.
            now: The present time in seconds, monotonic.
        """
        self.away = False
        self._redis = redis
        self._purpose = purpose
        self._patience_s = patience_s
        self._now = now
        self._again_at = float("-inf")

    async def ask(self, *command: Any) -> Any:
        """The answer to a command; None while Redis is away."""
        if self._now() < self._again_at:
            return None
        try:
            async with asyncio.timeout(self._patience_s):
                answer = await self._redis.execute_command(*command)
        except (RedisError, OSError) as error:  # a timeout is one of the latter
            self._leave_alone(error)
            return None
        self.away = False
        return answer

    def _leave_alone(self, error: Exception) -> None:
        """Ask nothing for a while; an outage is logged once."""
        if not self.away:
            logger.warning("{} are not shared: Redis, {}", self._purpose, type(error).__name__)
        self.away = True
        self._again_at = self._now() + AGAIN_S
