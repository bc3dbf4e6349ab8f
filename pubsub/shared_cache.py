"""Shared cache: what one process has found, for all on one Redis, as long as it is of use.

It is there to save work, so that it never holds any up: who does not answer soon is not waited
for, and not asked again for a while.
"""

import asyncio
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from pubsub.clock import Clock
from pubsub.redis_access import PREFIX

PATIENCE_S = 0.05
"""A search takes some milliseconds: for longer than this, nothing is saved."""
AWAY_S = 5.0
"""How long one that failed is not asked."""


class SharedCache:
    """The texts of one kind. None of its methods raises: what is not there is found again."""

    def __init__(self, redis: Redis, kind: str, clock: Clock) -> None:
        """Use what others write too.

        Args:
            redis: The connections.
            kind: What the texts are, in the names of their keys.
            clock: Tells when to ask again.
        """
        self._redis = redis
        self._kind = kind
        self._clock = clock
        self._away_until = float("-inf")

    async def get(self, key: str) -> bytes | None:
        """A text; None where there is none, or no telling."""
        return await self._ask("GET", self._key(key))

    async def put(self, key: str, text: bytes, ttl_s: float) -> None:
        """Keep a text for some seconds."""
        await self._ask("SET", self._key(key), text, "PX", round(ttl_s * 1000))

    async def _ask(self, *command: Any) -> Any:
        if self._clock.monotonic() < self._away_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._redis.execute_command(*command)
        except (RedisError, OSError):  # a timeout is one of the latter
            self._away_until = self._clock.monotonic() + AWAY_S
            return None

    def _key(self, key: str) -> str:
        return f"{PREFIX}{self._kind}:{key}"
