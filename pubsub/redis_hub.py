"""Redis hub: the same fan-out across processes, through Redis pub/sub.

An event goes to this process's listeners at once, with or without Redis, and to those of other
processes through Redis, which keeps nothing: what it does not hand on is read from the event log.
Commands reach the process that runs the call the same way, in the other direction.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from urllib.parse import unquote

from loguru import logger
from redis.asyncio import Redis
from redis.exceptions import RedisError

from conversation.events.commands import COMMAND, CallCommand
from conversation.events.event import CallEvent, parse_event
from pubsub.beside import beside
from pubsub.hub import Control, Hub
from pubsub.hub_topics import (
    ALL_CALLS,
    COMMANDS,
    CONTROLS,
    ENTRIES,
    ONE_CALL,
    PROMPTS,
    commands_topic,
    controls_topic,
    entries_topic,
    events_topic,
)
from pubsub.redis_access import check_access, make_redis, refusal
from pubsub.redis_channels import EVERY_CALL, PREFIX, channel_of
from pubsub.redis_outbox import RedisOutbox
from pubsub.redis_patience import PATIENCE, TIMEOUT_S, RedisPatience
from pubsub.redis_subscriptions import RedisTopics
from pubsub.serialised_event import SerialisedEvent

MISSED = "missed"
ORIGIN_BYTES = 8
OUTBOX_LIMIT = 10_000


class RedisHub(Hub):
    """Fans out to the listeners of every process that uses the same Redis.

    A listener gets `ListenerDropped` with `MISSED` when events of other processes may have been
    lost; `EventStream.follow` handles that by itself.

    Attributes:
        redis: The connections, for what else processes share.
    """

    def __init__(self, redis: Redis, patience: RedisPatience) -> None:
        """Use `open_redis_hub`, which runs what this needs."""
        super().__init__()
        self.redis = redis
        self._origin = secrets.token_bytes(ORIGIN_BYTES)
        self._entries: dict[str, Callable[[CallEvent], object]] = {}
        self.outbox = RedisOutbox(redis, lambda: (PREFIX + MISSED, self._origin), OUTBOX_LIMIT)
        self.topics = RedisTopics(
            redis,
            patience,
            wanted=self._wanted,
            on_message=self._hear,
            on_connected=self._resync,
            on_unheard=self._read_on,
        )

    @property
    def refused(self) -> str | None:
        """The reason why this process is cut off from the others for good; None where it is not."""
        return refusal(error) if (error := self.topics.failure) else None

    def publish(self, event: CallEvent) -> None:
        """Hand an event to every listener, here at once, elsewhere through Redis; never waits."""
        topic = events_topic(event.call_id)
        delivery = SerialisedEvent.of(event)
        self._deliver(topic, delivery)
        self._deliver(ALL_CALLS, delivery)
        self.outbox.put(channel_of(topic), self._origin + delivery.payload)

    async def send_command(self, call_id: str, command: CallCommand) -> bool:
        """Hand a client's command to the process that runs the call; False when none is reached."""
        topic = commands_topic(call_id)
        if topic in self._inboxes:
            return self._give(topic, command)
        return await self._reach(topic, command.model_dump_json())

    async def send_control(self, call_id: str, control: Control) -> bool:
        """Send a control message to the process that runs the call; False when none does."""
        topic = controls_topic(call_id)
        if topic in self._inboxes:
            return self._give(topic, control)
        return await self._reach(topic, control.value)

    async def send_prompts(self, setting: str) -> None:
        """Tell all processes, this one too: what Redis hands on last counts everywhere."""
        await self._reach(PROMPTS, setting)

    @property
    def shared(self) -> bool:
        """Whether other processes may hear and number calls too."""
        return True

    async def send_entry(self, event: CallEvent) -> bool:
        """Hand an event to the process that numbers its call; False when no other one does."""
        return await self._reach(entries_topic(event.call_id), event.to_json())

    def take_entries(self, call_id: str, take: Callable[[CallEvent], object]) -> None:
        """Have `take` called with what other processes add to a call that this one numbers."""
        self._entries[channel_of(entries_topic(call_id))] = take
        self.topics.changed()

    def leave_entries(self, call_id: str) -> None:
        """Take no more of them."""
        if self._entries.pop(channel_of(entries_topic(call_id)), None):
            self.topics.changed()

    def tell_missed(self) -> None:
        """Have the listeners of other processes read the log again."""
        self.outbox.put(PREFIX + MISSED, self._origin)

    async def _reach(self, topic: str, message: str | bytes) -> bool:
        """Whether another process takes a message."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self.redis.publish(channel_of(topic), message) > 0
        except (RedisError, OSError) as error:
            logger.warning("Redis does not take a message ({})", type(error).__name__)
            return False

    def _wanted(self) -> set[str]:
        return {PREFIX + MISSED, *map(channel_of, self._inboxes), *self._entries}

    def _hear(self, channel: str, message: bytes) -> None:
        topic = ALL_CALLS if channel == EVERY_CALL else unquote(channel.removeprefix(PREFIX))
        try:
            if topic.startswith(COMMANDS):
                self._give(topic, COMMAND.validate_json(message))
            elif topic.startswith(CONTROLS):
                self._give(topic, Control(message.decode()))
            elif topic == PROMPTS:
                self._give(topic, message.decode())
            elif topic.startswith(ENTRIES):
                if take := self._entries.get(channel):
                    take(parse_event(message))
            elif message[:ORIGIN_BYTES] == self._origin:
                pass
            elif topic == MISSED:
                self._resync()
            else:
                payload = message[ORIGIN_BYTES:]
                self._deliver(topic, SerialisedEvent(parse_event(payload), payload))
        except (ValueError, KeyError, TypeError) as error:
            # Another version of us, or another program: its listeners' log has the truth.
            logger.warning("not a message of ours on Redis ({})", type(error).__name__)

    def _read_on(self) -> None:
        """Have followers read the log of the calls that other processes run."""
        ours = {channel.replace(ENTRIES, ONE_CALL, 1) for channel in self._entries}
        calls = [topic for topic in self._inboxes if topic.startswith(ONE_CALL)]
        self._resync([topic for topic in calls if channel_of(topic) not in ours])

    def _topic_joined(self, topic: str) -> None:
        self.topics.changed()

    async def _topic_opened(self, topic: str) -> None:
        await self.topics.heard(channel_of(topic))

    def _topic_left(self, topic: str) -> None:
        self.topics.changed()


@asynccontextmanager
async def open_redis_hub(url: str, patience: RedisPatience = PATIENCE) -> AsyncIterator[RedisHub]:
    """A hub that is joined to the others, as soon as and whenever Redis answers.

    Args:
        url: `redis://…`, `rediss://…` or `unix://…`.
        patience: How long Redis may be silent.

    Raises:
        SettingsError: It is no such address, or Redis refuses what the fan-out needs.
    """
    async with aclosing(make_redis(url)) as redis:
        with suppress(RedisError, OSError):  # one that can't be reached now is joined when it can
            await check_access(redis)
        hub = RedisHub(redis, patience)
        async with (
            beside(hub.outbox.run(), "Redis outbox", stop=hub.outbox.close),
            beside(hub.topics.run(), "Redis subscriptions"),
        ):
            try:
                await hub.topics.tried()
                yield hub
            finally:
                hub.close()
