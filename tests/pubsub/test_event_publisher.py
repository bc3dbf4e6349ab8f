"""What is put goes out in its order, and nobody has to wait for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.events.event import EventType
from conversation.tracing import NoSpan
from pubsub.clock import Clock
from pubsub.event_publisher import EventPublisher
from pubsub.hub import Hub
from pubsub.traced_event import over_with
from stores.errors import UnknownCallError
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.payloads import raw

TURN, PARTIAL = raw(EventType.TURN_FINAL), raw(EventType.TURN_PARTIAL)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    """An empty log."""
    await put_empty_log(tmp_path)
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        yield log


async def test_what_is_put_is_numbered_and_published_in_its_order(log: EventLog) -> None:
    """Durable events are stored before listeners have them, and passing ones overtake none."""
    hub = Hub()
    publisher = EventPublisher(log, hub, Clock())
    await publisher.publish("A", raw(EventType.CALL_STARTED, {"source": "text"}))
    with hub.subscribe("A") as live:
        put = [publisher.put("A", payload) for payload in (TURN, PARTIAL, TURN)]
        assert put[1] is None
        assert publisher.waiting == len(put), "nothing is published before it is stored"
        heard = [(await anext(live)).event for _ in put]
        stored = [await one for one in put if one]
    assert [event.seq for event in heard] == [2, None, 3]
    assert [event for event in heard if event.seq] == stored == await log.read("A", after=1)


async def test_what_the_log_refuses_is_told_where_it_is_waited_for(log: EventLog) -> None:
    """An event of a call that has not begun reaches nobody; what comes after it does."""
    hub = Hub()
    publisher = EventPublisher(log, hub, Clock())
    with hub.subscribe("A") as live:
        refused = publisher.put("A", TURN)
        begun = publisher.put("A", raw(EventType.CALL_STARTED, {"source": "text"}))
        assert refused
        assert begun
        with pytest.raises(UnknownCallError):
            await refused
        assert (await anext(live)).event == await begun


class Told(NoSpan):
    """A span that says when it is over, and of what it failed."""

    over: tuple[object, object] | None = None

    def __exit__(self, *told: object) -> None:
        self.over = (told[0], told[1])


@pytest.mark.parametrize("error", [None, UnknownCallError("no such call")])
async def test_the_span_of_a_delivery_is_over_once_its_event_is_stored(
    error: UnknownCallError | None,
) -> None:
    """It fails where the event was not stored."""
    stored, span = asyncio.get_running_loop().create_future(), Told()
    over_with(span, stored)
    await asyncio.sleep(0)
    assert span.over is None
    if error:
        stored.set_exception(error)
    else:
        stored.set_result(None)
    await asyncio.sleep(0)
    assert span.over == (error and UnknownCallError, error)
