"""The fan-out across processes: two hubs on one real Redis stand for two processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from conversation.events.commands import Ask, Pause
from conversation.events.event import CallEvent, EventType, parse_event
from peers.redis_server import RedisServer
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Drop, Hub, ListenerDropped, Subscription
from pubsub.redis_channels import PREFIX
from pubsub.redis_hub import RedisHub, open_redis_hub
from pubsub.redis_outbox import RedisOutbox
from pubsub.redis_patience import RedisPatience
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.payloads import raw

NOON = datetime(2026, 11, 20, 12, 0, 0, 123_000, tzinfo=UTC)


class StoppedClock(Clock):
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON


def event(call_id: str, seq: int | None = None) -> CallEvent:
    return CallEvent(call_id, EventType.STATUS, NOON, {"component": "é"}, seq)


@pytest.fixture
async def here(redis: RedisServer) -> AsyncIterator[RedisHub]:
    """The hub of one process."""
    async with open_redis_hub(redis.url) as hub:
        yield hub


@pytest.fixture
async def there(redis: RedisServer) -> AsyncIterator[RedisHub]:
    """The hub of another process."""
    async with open_redis_hub(redis.url) as hub:
        yield hub


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    """The log that both processes share."""
    await put_empty_log(tmp_path)
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        yield log


async def joined(hub: Hub, call_id: str | None = None) -> Subscription:
    """A listener that misses nothing from now on."""
    subscription = hub.subscribe(call_id)
    await subscription.ready()
    return subscription


async def test_events_reach_the_listeners_of_other_processes(
    here: RedisHub, there: RedisHub
) -> None:
    """A listener elsewhere gets the same event and the same bytes, in order, of its call alone."""
    one, every = await joined(there, "A"), await joined(there)
    here.publish(event("A", 1))
    here.publish(event("B", 1))
    here.publish(event("A"))
    first, second = await anext(one), await anext(one)
    assert first.event == event("A", 1)
    assert first.payload == event("A", 1).to_json()
    assert second.event == event("A")
    assert [(await anext(every)).event.call_id for _ in range(3)] == ["A", "B", "A"]


async def test_local_listeners_get_an_event_once(here: RedisHub, there: RedisHub) -> None:
    """What comes back from Redis is not delivered again."""
    local, every = await joined(here, "A"), await joined(here)
    here.publish(event("A", 1))
    assert (await anext(local)).event.seq == 1
    assert (await anext(every)).event.seq == 1
    there.publish(event("A", 2))
    assert (await anext(local)).event.seq == 2
    assert (await anext(every)).event.seq == 2


async def test_a_topic_left_is_unsubscribed(here: RedisHub, redis: RedisServer) -> None:
    """Redis is asked for what somebody listens to, and for no more."""
    client = Redis.from_url(redis.url)

    async def channels() -> set[str]:
        return {channel.decode() for channel in await client.pubsub_channels("callshadow:*")}

    listener = await joined(here, "A")
    assert await channels() == {f"{PREFIX}missed", f"{PREFIX}call:A"}
    listener.close()
    while await channels() != {f"{PREFIX}missed"}:
        pass
    listener = await joined(here, "A")
    assert f"{PREFIX}call:A" in await channels()
    await client.aclose()


async def test_a_listener_dropped_before_it_was_ready_does_not_wait_for_ever(
    here: RedisHub,
) -> None:
    """Nobody is left waiting for a topic that is wanted no more."""
    listener = here.subscribe("A")
    waiting = asyncio.create_task(listener.ready())
    await asyncio.sleep(0)
    listener.drop(Drop.MISSED)
    await waiting


async def test_an_id_is_no_pattern(here: RedisHub, there: RedisHub) -> None:
    """Listening to a call named `*` opens no other call."""
    curious, odd = await joined(there, "*"), await joined(there, "a b:ü%2A")
    here.publish(event("A", 1))
    here.publish(event("a b:ü%2A", 1))
    here.publish(event("*", 1))
    assert (await anext(curious)).event.call_id == "*"
    assert (await anext(odd)).event.call_id == "a b:ü%2A"


async def test_commands_reach_the_process_that_runs_the_call(
    here: RedisHub, there: RedisHub
) -> None:
    """A command goes to the running call wherever it is; without one, the sender is told."""
    assert not await here.send_command("A", Pause())
    with there.commands("A") as commands:
        await commands.ready()
        assert await here.send_command("A", Ask(text="é"))
        assert await there.send_command("A", Pause())
        assert await anext(commands) == Pause()
        assert await anext(commands) == Ask(text="é")


async def test_what_was_published_before_leaving_is_sent(
    redis: RedisServer, there: RedisHub
) -> None:
    """A process that ends right after its last events does not swallow them."""
    listener = await joined(there, "A")
    async with open_redis_hub(redis.url) as leaving:
        for seq in range(1, 801):
            leaving.publish(event("A", seq))
    assert [(await anext(listener)).event.seq for _ in range(800)] == list(range(1, 801))


async def test_while_redis_is_down_local_listeners_go_on(
    here: RedisHub, there: RedisHub, redis: RedisServer
) -> None:
    """Without Redis, a process is on its own; when it is back, listeners know they missed some."""
    local = await joined(here, "A")
    remote = await joined(there, "A")
    redis.stop()
    here.publish(event("A", 1))
    assert (await anext(local)).event.seq == 1
    assert not await here.send_command("B", Pause())
    redis.start()
    for listener in (local, remote):
        with pytest.raises(ListenerDropped, match="missed"):
            await anext(listener)


async def test_what_piles_up_is_replaced_by_a_warning(redis: RedisServer) -> None:
    """A full outbox is emptied, and the others are told to read the log instead."""
    client = Redis.from_url(redis.url)
    async with client.pubsub() as heard:
        await heard.subscribe("events", "missed")
        outbox = RedisOutbox(client, lambda: ("missed", b"!"), limit=2)
        for n in range(3):
            outbox.put("events", bytes([n]))
        outbox.close()
        await outbox.run()
        messages = [await heard.get_message(timeout=10) for _ in range(3)]
    await client.aclose()
    assert [message["data"] for message in messages if message] == [1, 2, b"!"]


async def test_a_process_starts_without_redis(redis: RedisServer) -> None:
    """Redis need not be there first: listening begins when it comes."""
    redis.stop()
    async with open_redis_hub(redis.url) as hub:
        early = await joined(hub, "A")
        hub.publish(event("A", 1))
        assert (await anext(early)).event.seq == 1
        redis.start()
        with pytest.raises(ListenerDropped, match="missed"):
            await anext(early)


async def test_a_follower_elsewhere_misses_nothing_when_redis_restarts(
    here: RedisHub, there: RedisHub, redis: RedisServer, log: EventLog
) -> None:
    """Events of the outage come from the log, even the last one of the call."""
    caller, watcher = (
        EventStream(log, here, StoppedClock()),
        EventStream(log, there, StoppedClock()),
    )
    await caller.publish("A", raw(EventType.CALL_STARTED, {}))
    async with aclosing(watcher.follow("A")) as deliveries:
        assert (await anext(deliveries)).event.seq == 1
        live = asyncio.ensure_future(anext(deliveries))
        await caller.publish("A", raw(EventType.TURN_FINAL, {"text": "before"}))
        assert (await live).event.seq == 2
        redis.stop()
        await caller.publish("A", raw(EventType.TURN_FINAL, {"text": "meanwhile"}))
        await caller.publish("A", raw(EventType.CALL_ENDED, {"reason": "hangup"}))
        redis.start()
        assert [(await anext(deliveries)).event.seq for _ in range(2)] == [3, 4]
        await caller.publish("A", raw(EventType.CALL_STARTED, {}))
        assert (await anext(deliveries)).event.seq == 5


@pytest.mark.parametrize("trouble", ["frozen", "stopped"])
async def test_a_follower_elsewhere_reads_the_log_while_redis_is_silent(
    here: RedisHub, redis: RedisServer, log: EventLog, trouble: str
) -> None:
    """A call is followed to its end in another process, with a Redis that hangs or is gone."""
    quick = RedisPatience(idle_s=0.05, answer_s=0.05, outage_s=0.05)
    caller = EventStream(log, here, StoppedClock())
    await caller.publish("A", raw(EventType.CALL_STARTED, {}))
    async with open_redis_hub(redis.url, quick) as there:
        watcher = EventStream(log, there, StoppedClock())
        async with aclosing(watcher.follow("A")) as deliveries:
            assert (await anext(deliveries)).event.seq == 1
            redis.freeze() if trouble == "frozen" else redis.stop()
            try:
                await caller.publish("A", raw(EventType.TURN_FINAL, {"text": "meanwhile"}))
                assert (await anext(deliveries)).event.seq == 2
                await caller.publish("A", raw(EventType.CALL_ENDED, {"reason": "hangup"}))
                assert (await anext(deliveries)).event.seq == 3
            finally:
                redis.thaw() if trouble == "frozen" else redis.start()


async def test_a_silent_redis_takes_nothing_from_local_listeners(
    here: RedisHub, redis: RedisServer, log: EventLog
) -> None:
    """Those of a call that this process runs get its passing events all the while."""
    async with open_redis_hub(redis.url, RedisPatience(outage_s=0.01)) as hub:
        stream = EventStream(log, hub, StoppedClock())
        await stream.publish("A", raw(EventType.CALL_STARTED, {}))
        local, remote = await joined(hub, "A"), await joined(hub, "B")
        redis.stop()
        with pytest.raises(ListenerDropped, match="missed"):
            await anext(remote)
        await stream.publish("A", raw(EventType.TURN_PARTIAL, {"text": "pass"}))
        assert (await anext(local)).event.type is EventType.TURN_PARTIAL


@pytest.mark.parametrize("seed", range(3))
async def test_followers_elsewhere_get_every_event_once(
    here: RedisHub, there: RedisHub, log: EventLog, seed: int
) -> None:
    """Both processes append to one call, followers in both join at any time: all is in order."""
    channels = [EventStream(log, here, StoppedClock()), EventStream(log, there, StoppedClock())]
    await channels[0].publish("A", raw(EventType.CALL_STARTED, {}))

    async def speak(channel: EventStream) -> None:
        for n in range(50):
            await channel.publish("A", raw(EventType.TURN_FINAL, {"text": str(n)}))

    async def follow(channel: EventStream, delay: int) -> list[int]:
        for _ in range(delay * (seed + 1)):
            await asyncio.sleep(0)
        numbers: list[int] = []
        async with aclosing(channel.follow("A")) as deliveries:
            async for delivery in deliveries:
                numbers.append(delivery.event.seq or 0)
                if delivery.event.type is EventType.CALL_ENDED:
                    break
        return numbers

    followers = [asyncio.create_task(follow(channels[n % 2], delay=n * 7)) for n in range(20)]
    await asyncio.gather(*(speak(channel) for channel in channels))
    await channels[0].publish("A", raw(EventType.CALL_ENDED, {"reason": "hangup"}))
    for numbers in await asyncio.gather(*followers):
        assert numbers == list(range(1, 103))


async def test_foreign_messages_are_left_out(here: RedisHub, redis: RedisServer) -> None:
    """What is not a message of ours is passed over, and listening goes on."""
    listener = await joined(here, "A")
    commands = here.commands("A")
    await commands.ready()
    client = Redis.from_url(redis.url)
    for payload in (b"", b"\xff", b"12345678{}", b'12345678{"at": 1}', b"12345678[]"):
        await client.publish(f"{PREFIX}call:A", payload)
        await client.publish(f"{PREFIX}commands:A", payload[8:])
    await client.publish(f"{PREFIX}call:A", b"12345678" + event("A", 1).to_json())
    assert (await anext(listener)).event.seq == 1
    await client.aclose()


@pytest.mark.parametrize("seq", [None, 7])
def test_an_event_survives_its_json(seq: int | None) -> None:
    """An event parsed from its JSON is equal to it."""
    assert parse_event(event("A", seq).to_json()) == event("A", seq)
