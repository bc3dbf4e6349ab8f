"""Redis outbox: what this process publishes, queued without waiting and sent in order."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from loguru import logger
from redis.asyncio import Redis
from redis.exceptions import RedisError

from pubsub.redis_patience import RETRY_S, TIMEOUT_S

BATCH = 500


class RedisOutbox:
    """Messages on their way to Redis.

    They are not kept while Redis is down: the event log has what counts in them. Once it is back,
    the others are told that they missed something.
    """

    def __init__(self, redis: Redis, missed: Callable[[], tuple[str, bytes]], limit: int) -> None:
        """Make an outbox; `run` does its work.

        Args:
            redis: The connections; their errors are not retried.
            missed: Makes the channel and the payload that tell the others that they missed some.
            limit: How many messages wait at most; one more loses them all.
        """
        self._redis = redis
        self._missed = missed
        self._limit = limit
        self._messages: list[tuple[str, bytes]] = []
        self._wake = asyncio.Event()
        self._lost = False
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let `run` return once what is queued is sent, or can't be."""
        self._closing.set()
        self._wake.set()

    def put(self, channel: str, payload: bytes) -> None:
        """Queue a message; never waits."""
        if len(self._messages) >= self._limit:
            self._messages.clear()
            self._lost = True
        self._messages.append((channel, payload))
        self._wake.set()

    async def run(self) -> None:
        """Send what is queued, until closed."""
        delay, longest = RETRY_S
        failed: type[Exception] | None = None
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._flush()
                delay, failed = RETRY_S[0], None
            except (RedisError, OSError) as error:
                if failed is not type(error):  # once an outage
                    failed = type(error)
                    logger.warning("Redis does not take events ({}), retrying", failed.__name__)
                self._lost = True
                self._wake.set()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), delay)
                delay = min(2 * delay, longest)
            if self._closing.is_set():
                return

    async def _flush(self) -> None:
        while self._lost or self._messages:
            if self._lost:
                # What waits is older than this message, whose readers turn to the log.
                self._messages.clear()
                self._lost = False
                batch = [self._missed()]
            else:
                batch, self._messages = self._messages[:BATCH], self._messages[BATCH:]
            async with asyncio.timeout(TIMEOUT_S), self._redis.pipeline(False) as pipeline:
                for channel, payload in batch:
                    pipeline.publish(channel, payload)
                await pipeline.execute()
