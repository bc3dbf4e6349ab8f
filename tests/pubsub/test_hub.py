"""The fan-out in one process."""

import asyncio
from datetime import UTC, datetime

import pytest

from conversation.events.commands import Ask, Pause, Resume
from conversation.events.event import CallEvent, EventType
from pubsub.hub import Drop, Hub, ListenerDropped, Subscription
from pubsub.serialised_event import SerialisedEvent

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def event(call_id: str, seq: int | None = None) -> CallEvent:
    return CallEvent(call_id, EventType.STATUS, NOON, {"component": "stt"}, seq)


async def unread(subscription: Subscription) -> list[SerialisedEvent]:
    """What is left to read once the subscription is closed."""
    subscription.close()
    return [delivery async for delivery in subscription]


async def test_a_listener_gets_its_call_and_a_supervisor_gets_all() -> None:
    """Each listener gets the events of its call, in order; one of all calls gets every event."""
    hub = Hub()
    with hub.subscribe("A") as one, hub.subscribe("B") as two, hub.subscribe() as every:
        for published in (event("A", 1), event("B", 1), event("A", 2)):
            hub.publish(published)
        assert [delivery.event.seq for delivery in await unread(one)] == [1, 2]
        assert [delivery.event.seq for delivery in await unread(two)] == [1]
        assert [delivery.event.call_id for delivery in await unread(every)] == ["A", "B", "A"]


async def test_an_event_is_serialised_once() -> None:
    """All listeners get the very same bytes, those of the event's JSON."""
    hub = Hub()
    with hub.subscribe("A") as one, hub.subscribe() as every:
        hub.publish(event("A", 1))
        [first], [second] = await unread(one), await unread(every)
    assert first.payload is second.payload
    assert first.payload == event("A", 1).to_json()
    assert first.frame is second.frame


async def test_a_waiting_listener_wakes() -> None:
    """A listener that waits gets what is published next."""
    hub = Hub()
    with hub.subscribe("A") as listener:
        waiting = asyncio.create_task(anext(listener))
        await asyncio.sleep(0)
        hub.publish(event("A", 1))
        assert (await waiting).event.seq == 1


async def test_a_listener_may_give_up_waiting_and_go_on() -> None:
    """Cancelling a wait loses nothing."""
    hub = Hub()
    with hub.subscribe("A") as listener:
        waiting = asyncio.create_task(anext(listener))
        await asyncio.sleep(0)
        waiting.cancel()
        hub.publish(event("A", 1))
        await asyncio.sleep(0)
        assert (await anext(listener)).event.seq == 1


async def test_a_listener_that_does_not_read_is_dropped() -> None:
    """A full queue is cleared and ends in `ListenerDropped`; those who read are not touched."""
    hub = Hub(one_call_limit=3, all_calls_limit=5)
    with hub.subscribe("A") as slow, hub.subscribe("A") as quick, hub.subscribe() as every:
        for seq in range(1, 5):
            hub.publish(event("A", seq))
            assert (await anext(quick)).event.seq == seq
        for _ in range(2):
            with pytest.raises(ListenerDropped) as dropped:
                await anext(slow)
            assert dropped.value.reason is Drop.SLOW
        assert len(await unread(every)) == 4


async def test_a_listener_that_leaves_much_unread_is_dropped() -> None:
    """The bytes of what is unread are bounded too; one event is never too large."""
    size = len(event("A", 1).to_json())
    hub = Hub(unread_bytes=2 * size)
    with hub.subscribe("A") as slow, hub.subscribe("A") as quick:
        for seq in range(1, 4):
            hub.publish(event("A", seq))
            assert (await anext(quick)).event.seq == seq
        with pytest.raises(ListenerDropped, match="slow"):
            await anext(slow)
    hub = Hub(unread_bytes=1)
    with hub.subscribe("A") as listener:
        hub.publish(event("A", 1))
        assert (await anext(listener)).event.seq == 1


async def test_who_waits_is_served_at_once() -> None:
    """What comes while the reader waits is offered first; the reader gets what is refused."""
    hub = Hub()
    taken: list[int | None] = []

    def take(delivery: SerialisedEvent) -> bool:
        if delivery.event.seq == 3:
            return False
        taken.append(delivery.event.seq)
        return True

    with hub.subscribe("A") as listener:
        listener.offer_to(take)
        hub.publish(event("A", 1))  # the reader is not there yet
        assert (await anext(listener)).event.seq == 1
        waiting = asyncio.create_task(anext(listener))
        await asyncio.sleep(0)
        for seq in (2, 3, 4):  # after 3, the reader has something to do
            hub.publish(event("A", seq))
        assert (await waiting).event.seq == 3
        assert (await anext(listener)).event.seq == 4
    assert taken == [2]


async def test_who_left_is_offered_nothing() -> None:
    """Neither after leaving, nor after being dropped."""
    hub = Hub()
    for leave in (Subscription.close, lambda listener: listener.drop(Drop.MISSED)):
        taken: list[SerialisedEvent] = []
        listener = hub.subscribe("A")
        listener.offer_to(lambda delivery, taken=taken: not taken.append(delivery))
        waiting = asyncio.create_task(anext(listener, None))
        await asyncio.sleep(0)
        leave(listener)
        assert not listener.put(SerialisedEvent(event("A", 1), b""))
        await asyncio.wait({waiting})
        waiting.exception()
        assert taken == []


async def test_a_listener_is_dropped_while_it_waits() -> None:
    """Being dropped ends a wait."""
    hub = Hub()
    with hub.subscribe("A") as listener:
        waiting = asyncio.create_task(anext(listener))
        await asyncio.sleep(0)
        listener.drop(Drop.MISSED)
        with pytest.raises(ListenerDropped, match="missed"):
            await waiting


async def test_who_left_gets_nothing_more() -> None:
    """After leaving, and after closing the hub, iteration ends and nothing is kept."""
    hub = Hub()
    with hub.subscribe("A") as left:
        pass
    staying = hub.subscribe("A")
    hub.publish(event("A", 1))
    assert [delivery async for delivery in left] == []
    hub.close()
    hub.publish(event("A", 2))
    assert [delivery.event.seq async for delivery in staying] == [1]


async def test_a_thousand_listeners() -> None:
    """Publishing to 1,000 listeners starts no task and reaches each, beside one that is stuck."""
    hub = Hub(one_call_limit=50)
    stuck = hub.subscribe("A")
    listeners = [hub.subscribe("A") for _ in range(1000)]
    tasks = len(asyncio.all_tasks())

    async def read(listener: Subscription) -> list[int | None]:
        return [delivery.event.seq async for delivery in listener]

    readers = [asyncio.create_task(read(listener)) for listener in listeners]
    for seq in range(1, 101):
        hub.publish(event("A", seq))
        assert len(asyncio.all_tasks()) == tasks + 1000
        await asyncio.sleep(0)
    hub.close()
    received = await asyncio.gather(*readers)
    assert all(numbers == list(range(1, 101)) for numbers in received)
    with pytest.raises(ListenerDropped):
        await anext(stuck)


async def test_commands_reach_the_running_call() -> None:
    """A command goes to the call it is for; with no such call running, the sender is told."""
    hub = Hub()
    assert not await hub.send_command("A", Pause())
    with hub.commands("A") as commands:
        assert await hub.send_command("A", Pause())
        assert not await hub.send_command("B", Pause())
        assert await anext(commands) == Pause()
    assert not await hub.send_command("A", Resume())


async def test_commands_that_pile_up_are_refused() -> None:
    """A call that does not take its commands makes the sender fail, not the memory grow."""
    hub = Hub()
    with hub.commands("A"):
        taken = [await hub.send_command("A", Ask(text="Well?")) for _ in range(101)]
    assert taken == [True] * 100 + [False]
