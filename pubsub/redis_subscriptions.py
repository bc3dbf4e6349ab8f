"""Redis subscriptions: what other processes publish, over one connection for all topics."""

import asyncio
from collections.abc import Callable
from typing import Any

from loguru import logger
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from pubsub.beside import beside
from pubsub.redis_patience import RETRY_S, RedisPatience


class RedisTopics:
    """Keeps one pub/sub connection subscribed to the topics that are wanted at the time.

    A topic is a channel, or a pattern where it ends in `*`.

    Attributes:
        failure: Why nothing is heard now; None while the topics are.
    """

    def __init__(
        self,
        redis: Redis,
        patience: RedisPatience,
        *,
        wanted: Callable[[], set[str]],
        on_message: Callable[[str, bytes], None],
        on_connected: Callable[[], None],
        on_unheard: Callable[[], None],
    ) -> None:
        """Name the parts; `run` does the work.

        Args:
            redis: The connections; their errors are not retried.
            patience: How long they may be silent.
            wanted: The topics that should be heard now; at least one, always.
            on_message: Called with the topic and the payload of each message.
            on_connected: Called whenever the topics wanted at the start of a connection are heard,
                which means that messages before may have been missed.
            on_unheard: Called at once when they are not, and every few seconds until they are.
        """
        self.failure: BaseException | None = None
        self._redis = redis
        self._patience = patience
        self._wanted = wanted
        self._on_message = on_message
        self._on_connected = on_connected
        self._on_unheard = on_unheard
        self._asked: set[str] = set()
        self._heard: set[str] = set()
        self._connected = False
        self._tried = asyncio.Event()
        self._change = asyncio.Event()
        self._progress = asyncio.Event()

    def changed(self) -> None:
        """`wanted` answers differently now."""
        self._change.set()
        self._note_progress()

    async def tried(self) -> None:
        """Return once the first connection has been made, or has failed."""
        await self._tried.wait()

    async def heard(self, topic: str) -> None:
        """Return once the topic is heard, or wanted no more; at once while there is no connection.

        Without one nothing is missed unnoticed, as `on_connected` follows.
        """
        while self._connected and topic not in self._heard and topic in self._wanted():
            await self._progress.wait()

    async def progressed(self) -> None:
        """Return when what is heard changes next, or why nothing is."""
        await self._progress.wait()

    async def run(self) -> None:
        """Connect, listen, and connect again, for ever."""
        async with beside(self._tell_outages(), "Redis outages"):
            await self._listen()

    async def _tell_outages(self) -> None:
        while True:
            while not self.failure:
                await self.progressed()
            self._on_unheard()
            await asyncio.sleep(self._patience.outage_s)

    async def _listen(self) -> None:
        delay, longest = RETRY_S
        while True:
            try:
                await self._session()
            except* (RedisError, OSError) as group:
                error = group.exceptions[0]
                if self._connected or type(error) is not type(self.failure):  # once an outage
                    logger.warning(
                        "Redis is not heard ({}); local listeners go on", type(error).__name__
                    )
                self.failure = error
            delay = RETRY_S[0] if self._connected else min(2 * delay, longest)
            self._connected = False
            self._asked.clear()
            self._heard.clear()
            self._tried.set()
            self._note_progress()
            await asyncio.sleep(delay)

    async def _session(self) -> None:
        async with self._redis.pubsub() as pubsub, asyncio.TaskGroup() as tasks:
            first = self._wanted()
            async with asyncio.timeout(self._patience.answer_s):
                await self._ask(pubsub, first)
            tasks.create_task(self._follow_changes(pubsub), name="redis-topics")
            idle = False
            while True:
                patience = self._patience.answer_s if idle else self._patience.idle_s
                message = await pubsub.get_message(timeout=patience)
                if message is not None:
                    idle = False
                    self._take(message)
                    if not self._connected and first <= self._heard:
                        self._connected = True
                        if self.failure:
                            logger.info("Redis is heard")
                        self.failure = None
                        self._on_connected()
                        self._tried.set()
                elif idle:
                    raise ConnectionResetError("no answer to a ping")
                else:
                    idle = True
                    await pubsub.ping()

    async def _follow_changes(self, pubsub: PubSub) -> None:
        while True:
            await self._change.wait()
            self._change.clear()
            wanted = self._wanted()
            await self._ask(pubsub, wanted - self._asked)
            # Only what is heard already, so that a late answer is never taken for a newer one.
            await self._ask_no_more(pubsub, (self._asked - wanted) & self._heard)

    async def _ask(self, pubsub: PubSub, topics: set[str]) -> None:
        self._asked |= topics
        channels, patterns = _split(topics)
        if channels:
            await pubsub.subscribe(*channels)
        if patterns:
            await pubsub.psubscribe(*patterns)

    async def _ask_no_more(self, pubsub: PubSub, topics: set[str]) -> None:
        self._asked -= topics
        self._heard -= topics
        channels, patterns = _split(topics)
        if channels:
            await pubsub.unsubscribe(*channels)
        if patterns:
            await pubsub.punsubscribe(*patterns)

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "message":
                self._on_message(message["channel"].decode(), message["data"])
            case "pmessage":
                self._on_message(message["pattern"].decode(), message["data"])
            case "subscribe" | "psubscribe":
                self._heard.add(message["channel"].decode())
                self._note_progress()
                self._change.set()

    def _note_progress(self) -> None:
        self._progress.set()
        self._progress = asyncio.Event()


def _split(topics: set[str]) -> tuple[list[str], list[str]]:
    patterns = [topic for topic in topics if topic.endswith("*")]
    return [topic for topic in topics if not topic.endswith("*")], patterns
