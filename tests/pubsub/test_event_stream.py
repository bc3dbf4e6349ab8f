"""Append, then publish; replay, then live, with nothing between."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conversation.events.event import CallEvent, EventType
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Drop, Hub, ListenerDropped
from pubsub.serialised_event import SerialisedEvent
from stores.errors import EventLogError, UnknownCallError
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.logged import logged
from tests.payloads import raw

NOON = datetime(2026, 11, 20, 12, 0, 0, 123_456, tzinfo=UTC)


class TickingClock(Clock):
    """A clock that is 1 ms later each time it is asked."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now


class LossyHub(Hub):
    """A hub that can lose events, as one does that lost its connection to the others."""

    def lose_from_now(self) -> None:
        self.publish = lambda event: None

    def recover(self) -> None:
        del self.publish
        self._resync()


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    """An empty log."""
    await put_empty_log(tmp_path)
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        yield log


@pytest.fixture
def hub() -> LossyHub:
    """A hub with no listeners."""
    return LossyHub()


@pytest.fixture
async def stream(log: EventLog, hub: LossyHub) -> EventStream:
    """An event stream in which call A has started."""
    stream = EventStream(log, hub, TickingClock())
    await stream.publish("A", raw(EventType.CALL_STARTED, {"source": "text"}))
    return stream


async def say(stream: EventStream, text: str) -> CallEvent:
    return await stream.publish("A", raw(EventType.TURN_FINAL, {"text": text}))


async def hint(stream: EventStream, text: str) -> CallEvent:
    return await stream.publish("A", raw(EventType.TURN_PARTIAL, {"text": text}))


async def end(stream: EventStream) -> CallEvent:
    return await stream.publish("A", raw(EventType.CALL_ENDED, {"reason": "hangup"}))


def refuse(_: SerialisedEvent) -> bool:
    """Take nothing."""
    return False


async def follow(
    stream: EventStream,
    after: int = 0,
    joined: asyncio.Event | None = None,
    willing: Callable[[SerialisedEvent], bool] = refuse,
) -> list[SerialisedEvent]:
    """What a follower gets, up to `call.ended`; at once where it is `willing`."""
    received: list[SerialisedEvent] = []

    def take(delivery: SerialisedEvent) -> bool:
        taken = delivery.event.type is not EventType.CALL_ENDED and willing(delivery)
        if taken:
            received.append(delivery)
        return taken

    async with aclosing(stream.follow("A", after, take)) as deliveries:
        async for delivery in deliveries:
            received.append(delivery)
            if joined is not None:
                joined.set()
            if delivery.event.type is EventType.CALL_ENDED:
                break
    return received


async def test_a_durable_event_is_stored_before_it_is_published(
    stream: EventStream, hub: LossyHub, log: EventLog
) -> None:
    """Whoever hears of a durable event finds it in the log already, equal to the µs."""
    with hub.subscribe("A") as live:
        published = await say(stream, "hello")
        delivery = await anext(live)
    assert delivery.event == published
    assert published.seq == 2
    assert published.at.microsecond % 1000 == 0
    assert await log.read("A", after=1) == [published]


async def test_a_passing_event_is_published_alone(
    stream: EventStream, hub: LossyHub, log: EventLog
) -> None:
    """A passing event has no number and is not stored."""
    with hub.subscribe("A") as live:
        published = await hint(stream, "hel")
        assert (await anext(live)).event == published
    assert published.seq is None
    assert len(await log.read("A")) == 1


async def test_events_keep_the_order_in_which_they_were_published(
    stream: EventStream, hub: LossyHub
) -> None:
    """Passing events don't overtake the durable ones that are still being stored."""
    with hub.subscribe("A") as live:
        texts = [f"{n}" for n in range(60)]
        await asyncio.gather(
            *(hint(stream, text) if n % 3 else say(stream, text) for n, text in enumerate(texts))
        )
        live.close()
        assert [delivery.event.data["text"] async for delivery in live] == texts


async def test_what_the_log_refuses_is_not_published(stream: EventStream, hub: LossyHub) -> None:
    """An event that is not stored reaches nobody, and its publisher gets the typed error."""
    with hub.subscribe("B") as live:
        with pytest.raises(UnknownCallError):
            await stream.publish("B", raw(EventType.TURN_FINAL, {"text": "x"}))
        with pytest.raises(EventLogError):
            await stream.publish("B", raw(EventType.CALL_STARTED, {"source": object()}))
        await stream.publish("B", raw(EventType.TURN_PARTIAL, {"text": "x"}))
        assert (await anext(live)).event.type is EventType.TURN_PARTIAL


async def test_a_cancelled_publication_is_published_nevertheless(
    stream: EventStream, hub: LossyHub
) -> None:
    """What is stored is published, even if its publisher no longer waits."""
    with hub.subscribe("A") as live:
        publishing = asyncio.create_task(say(stream, "last words"))
        await asyncio.sleep(0)
        publishing.cancel()
        assert (await anext(live)).event.seq == 2


@pytest.mark.parametrize("takes", [0, 0.7, 1])
@pytest.mark.parametrize("seed", range(4))
async def test_followers_join_while_events_are_published(
    stream: EventStream, seed: int, takes: float
) -> None:
    """Whenever a follower joins, it gets every durable event after its number once, in order.

    The passing events that it gets are in order too. It makes no difference which share of what it
    may it takes at once.
    """
    rng = random.Random(seed)  # noqa: S311 - chooses moments, not secrets
    joins = [(rng.randrange(180), rng.randrange(40)) for _ in range(25)]
    moments = [asyncio.Event() for _ in range(180)]
    coming = iter(moments)

    async def publisher(name: str) -> None:
        for n in range(60):
            await (say if rng.random() < 0.6 else hint)(stream, f"{name} {n}")
            next(coming).set()
            for _ in range(rng.randrange(3)):
                await asyncio.sleep(0)

    async def follower(moment: int, after: int) -> list[SerialisedEvent]:
        await moments[moment].wait()
        return await follow(stream, after, willing=lambda _: rng.random() < takes)

    followers = [asyncio.create_task(follower(*join)) for join in joins]
    await asyncio.gather(*(publisher(name) for name in "xyz"))
    last = (await end(stream)).seq or 0
    for (_, after), received in zip(joins, await asyncio.gather(*followers), strict=True):
        numbers = [delivery.event.seq for delivery in received if delivery.event.seq is not None]
        assert numbers == list(range(after + 1, last + 1))
        passing = [delivery.event.at for delivery in received if delivery.event.seq is None]
        assert passing == sorted(passing)


async def test_a_replay_longer_than_a_page(stream: EventStream) -> None:
    """A long call is replayed whole, then followed."""
    await asyncio.gather(*(say(stream, "x") for _ in range(1200)))
    joined = asyncio.Event()
    following = asyncio.create_task(follow(stream, joined=joined))
    await joined.wait()
    await end(stream)
    assert [delivery.event.seq for delivery in await following] == list(range(1, 1203))


async def test_a_replayed_event_is_the_same_bytes(stream: EventStream) -> None:
    """Replayed or live, an event is the same JSON."""
    joined = asyncio.Event()
    live = asyncio.create_task(follow(stream, joined=joined))
    await joined.wait()
    await say(stream, "né 😀")
    await end(stream)
    replayed = await follow(stream)
    assert [one.payload for one in await live] == [one.payload for one in replayed]


async def test_a_gap_is_filled_from_the_log(stream: EventStream, log: EventLog) -> None:
    """Events that another process appended, and that were not heard, come before the next one."""
    joined = asyncio.Event()
    following = asyncio.create_task(follow(stream, joined=joined))
    await joined.wait()
    await log.append(CallEvent("A", EventType.STATUS, NOON))
    await log.append(CallEvent("A", EventType.STATUS, NOON))
    await end(stream)
    assert [delivery.event.seq for delivery in await following] == [1, 2, 3, 4]


async def test_only_the_next_event_is_taken_at_once(
    stream: EventStream, log: EventLog, hub: LossyHub
) -> None:
    """Not one after a gap, not one again, nor one that is too late; of all others, each once."""
    joined = asyncio.Event()
    taken: list[int | None] = []
    following = asyncio.create_task(
        follow(
            *(stream, 0, joined),
            willing=lambda delivery: not taken.append(delivery.event.seq),
        )
    )
    await joined.wait()
    second = await say(stream, "taken")
    hub.publish(second)
    hub.publish(CallEvent("A", EventType.TURN_PARTIAL, NOON))
    await asyncio.sleep(0)
    await log.append(CallEvent("A", EventType.STATUS, NOON))
    await say(stream, "after a gap")
    await end(stream)
    assert [delivery.event.seq for delivery in await following] == [1, 2, 3, 4, 5]
    assert taken == [2]


async def test_a_listener_that_missed_events_catches_up(stream: EventStream, hub: LossyHub) -> None:
    """After a loss, a follower reads the log again: even the last event of a call arrives."""
    joined = asyncio.Event()
    following = asyncio.create_task(follow(stream, joined=joined))
    await joined.wait()
    hub.lose_from_now()
    await say(stream, "not heard")
    await end(stream)
    hub.recover()
    assert [delivery.event.seq for delivery in await following] == [1, 2, 3]


async def test_a_follower_that_does_not_read_is_dropped(log: EventLog) -> None:
    """It gets `ListenerDropped`, the others get all, and it can resume where it was."""
    stream = EventStream(log, Hub(one_call_limit=10), TickingClock())
    await stream.publish("A", raw(EventType.CALL_STARTED, {}))
    joined = asyncio.Event()
    quick = asyncio.create_task(follow(stream, joined=joined))
    await joined.wait()
    async with aclosing(stream.follow("A")) as slow:
        assert (await anext(slow)).event.seq == 1
        waiting = asyncio.ensure_future(anext(slow))
        await asyncio.sleep(0)
        for n in range(15):
            await say(stream, str(n))
        assert (await waiting).event.seq == 2
        with pytest.raises(ListenerDropped) as dropped:
            await anext(slow)
        assert dropped.value.reason is Drop.SLOW
    await end(stream)
    assert len(await quick) == 17
    assert [one.event.seq for one in await follow(stream, after=2)] == list(range(3, 18))


async def test_an_outdated_passing_event_is_not_shown_after_a_replay(
    stream: EventStream, log: EventLog, hub: LossyHub
) -> None:
    """Words in progress that waited during the replay don't come after the finished turn."""
    async with aclosing(stream.follow("A")) as deliveries:
        assert (await anext(deliveries)).event.seq == 1
        old = await hint(stream, "hel")
        await log.append(
            CallEvent("A", EventType.TURN_FINAL, TickingClock().now() + timedelta(seconds=1))
        )
        hub.publish(CallEvent("A", EventType.STATUS, NOON, {}, seq=3))
        assert (await anext(deliveries)).event.seq is None
        assert (await anext(deliveries)).event.seq == 2
        hub.publish(old)
        hub.publish(CallEvent("A", EventType.TURN_PARTIAL, NOON + timedelta(seconds=2)))
        assert (await anext(deliveries)).event.at == NOON + timedelta(seconds=2)


async def test_following_ends_when_the_hub_closes(stream: EventStream, hub: LossyHub) -> None:
    """At the end of the process, followers end too."""
    async with aclosing(stream.follow("A")) as deliveries:
        assert (await anext(deliveries)).event.seq == 1
        waiting = asyncio.ensure_future(anext(deliveries, None))
        await asyncio.sleep(0)
        hub.close()
        assert await waiting is None


async def test_listeners_hear_of_interrupted_calls(
    stream: EventStream, log: EventLog, tmp_path: Path
) -> None:
    """Ending the calls of a dead process is published."""
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as dying:
        await dying.append(CallEvent("B", EventType.CALL_STARTED, NOON))
    async with aclosing(stream.follow("B", after=1)) as deliveries:
        waiting = asyncio.ensure_future(anext(deliveries))
        await asyncio.sleep(0)
        assert await stream.close_interrupted() == ["B"]
        assert (await waiting).event.data["reason"] == "interrupted"
    assert await log.recovery.close_interrupted(NOON) == []


def breaks(event: CallEvent) -> None:
    """A subscriber that can't deal with a durable event."""
    if event.seq is not None:
        raise KeyError(event.type)


async def test_a_subscriber_that_raises_holds_nothing_back(
    stream: EventStream, hub: LossyHub
) -> None:
    """Listeners get what comes behind the event that it raised on, passing events too."""
    told: list[CallEvent] = []
    stream.subscribe(breaks)
    stream.subscribe(told.append)
    with hub.subscribe("A") as live:
        published = await asyncio.gather(say(stream, "hello"), hint(stream, "and"))
        assert [(await anext(live)).event for _ in published] == list(published)
        assert await hint(stream, "and then") == (await anext(live)).event
    assert told[:2] == list(published)


async def test_a_subscriber_that_raises_is_logged_once_a_type(stream: EventStream) -> None:
    """One line names the type of its error, and nothing of the event."""
    stream.subscribe(breaks)
    with logged("ERROR") as lines:
        for text in ("one", "two", "three"):
            await say(stream, text)
    assert lines == ["a subscriber to the events failed (KeyError)\n"]


async def test_subscribers_are_told_of_interrupted_calls(
    stream: EventStream, tmp_path: Path
) -> None:
    """The end that a dead process left to others to write is an event like any."""
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as dying:
        await dying.append(CallEvent("B", EventType.CALL_STARTED, NOON))
    told: list[CallEvent] = []
    stream.subscribe(told.append)
    assert await stream.close_interrupted() == ["B"]
    assert [(event.call_id, event.data["reason"]) for event in told] == [("B", "interrupted")]
