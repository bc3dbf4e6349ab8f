"""Shared cache: what one process has found, for all on one Redis, as long as it is of use.

It is there to save work, so that it never holds any up: who does not answer soon is not waited
for, and not asked again for a while.
"""

from redis.asyncio import Redis

from pubsub.brief_asks import BriefAsks
from pubsub.redis_channels import PREFIX

PATIENCE_S = 0.05
"""A search takes some milliseconds: for longer than this, nothing is saved."""


class SharedCache:
    """The texts of one kind. None of its methods raises: what is not there is found again."""

    def __init__(self, asks: BriefAsks, kind: str) -> None:
        """Use what others write too.

        Args:
            asks: Asks the Redis of all.
            kind: What the texts are, in the names of their keys.
        """
        self._asks = asks
        self._kind = kind

    async def get(self, key: str) -> bytes | None:
        """A text; None where there is none, or no telling."""
        return await self._asks.ask("GET", self._key(key))

    async def put(self, key: str, text: bytes, ttl_s: float) -> None:
        """Keep a text for some seconds."""
        await self._asks.ask("SET", self._key(key), text, "PX", round(ttl_s * 1000))

    def _key(self, key: str) -> str:
        return f"{PREFIX}{self._kind}:{key}"


def shared_cache(redis: Redis, kind: str) -> SharedCache:
    """The cache of one kind for the processes on a Redis."""
    return SharedCache(BriefAsks(redis, "caches", PATIENCE_S), kind)
