"""Event publisher: the calls' events, stored and then published, those of each call in order.

published   a   b c (passing)  d
stored      a───────▶ b─────────▶ d───▶      by the commit that is next
listeners           a           b c     d    c waits for what is before it
"""

import asyncio
from collections import deque

from conversation.events.event import CallEvent
from conversation.events.payloads import Payload
from conversation.tracing import NO_SPAN, Span, Tracer
from pubsub.clock import Clock
from pubsub.forwarding import forwarded
from pubsub.hub import Hub
from pubsub.subscribers import Subscriber, Subscribers
from pubsub.traced_event import over_with, traced
from stores.log.event_log import EventLog


class EventPublisher:
    """The events of all calls, on their way to the log and to the listeners."""

    def __init__(self, log: EventLog, hub: Hub, clock: Clock, tracer: Tracer | None = None) -> None:
        """Join a log and a hub.

        Args:
            log: Where durable events are kept and numbered.
            hub: Where events fan out.
            clock: Dates the events.
            tracer: Says to which traces they belong; None: to none.
        """
        self._tracer = tracer
        self._log = log
        self._hub = hub
        self._clock = clock
        self._subscribers = Subscribers()
        if hub.shared:
            log.numbered.joined.append(lambda call_id: hub.take_entries(call_id, self._submit))
            log.numbered.left.append(hub.leave_entries)
        # Per call, what may not be published yet: a durable event that is being stored, and
        # whatever comes after it.
        self._waiting: dict[str, deque[CallEvent | asyncio.Future[CallEvent]]] = {}
        # Per call that another process numbers, what was put last.
        self._put: dict[str, asyncio.Future[CallEvent]] = {}

    @property
    def waiting(self) -> int:
        """How many events are being stored, or wait behind one that is."""
        return sum(map(len, self._waiting.values()))

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell a subscriber of every event, from now on."""
        self._subscribers.add(subscriber)

    def is_elsewhere(self, call_id: str) -> bool:
        """Whether another process may number a call: this one does not."""
        return self._hub.shared and call_id not in self._log.numbered

    async def publish(self, call_id: str, payload: Payload) -> CallEvent:
        """Make an event of the call and publish it; a durable one is stored first.

        Listeners get the events of one call in the order of these calls, passing ones included.
        Cancelling a publication of a durable event does not undo it.

        Args:
            call_id: The call.
            payload: What happened; its type decides whether the event is durable.

        Returns:
            The event, with its number if it is durable.

        Raises:
            EventLogError: The log did not take the event, and nobody gets it.
        """
        event, span = self._made(call_id, payload)
        if payload.type.durable:
            with span:
                return await self._store(event)
        self._pass(event)
        return event

    def put(self, call_id: str, payload: Payload) -> asyncio.Future[CallEvent] | None:
        """Publish as `publish` does, without waiting: what comes next is stored in the same commit.

        Returns:
            What `publish` returns or raises, once it does; None for a passing event.
        """
        event, span = self._made(call_id, payload)
        if not payload.type.durable:
            self._pass(event)
            return None
        is_here = not self.is_elsewhere(call_id)
        stored = self._submit(event) if is_here else self._put_elsewhere(event)
        over_with(span, stored)
        return stored

    def _put_elsewhere(self, event: CallEvent) -> asyncio.Future[CallEvent]:
        """Send an event to the process that numbers it, once it has the one that was put before."""
        call_id, before = event.call_id, self._put.get(event.call_id)

        async def store() -> CallEvent:
            if before:
                await asyncio.wait([before])
            return await self._store(event)

        def leave(stored: asyncio.Future[CallEvent]) -> None:
            if self._put.get(call_id) is stored:
                del self._put[call_id]

        stored = self._put[call_id] = asyncio.ensure_future(store())
        stored.add_done_callback(leave)
        return stored

    def _made(self, call_id: str, payload: Payload) -> tuple[CallEvent, Span]:
        """An event of now, and the span of its delivery."""
        at = self._clock.now()
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        event = CallEvent(call_id, payload.type, at, payload.as_data())
        return traced(event, self._tracer.live(call_id)) if self._tracer else (event, NO_SPAN)

    def _pass(self, event: CallEvent) -> None:
        """Publish a passing event, behind what is being stored."""
        if waiting := self._waiting.get(event.call_id):
            waiting.append(event)
        else:
            self._publish(event)

    async def _store(self, event: CallEvent) -> CallEvent:
        """The event with its number, as `publish` returns it."""
        if self.is_elsewhere(event.call_id):
            numbered = await forwarded(self._hub, event)
            if numbered:
                return numbered
        return await asyncio.shield(self._submit(event))

    def _submit(self, event: CallEvent) -> asyncio.Future[CallEvent]:
        stored = self._log.append(event)
        self._waiting.setdefault(event.call_id, deque()).append(stored)
        stored.add_done_callback(lambda _: self._fan_out(event.call_id))
        return stored

    def _publish(self, event: CallEvent) -> None:
        self._hub.publish(event)
        self._subscribers.tell(event)

    def _fan_out(self, call_id: str) -> None:
        """Publish what waits, up to the first event that is still being stored."""
        waiting = self._waiting.get(call_id)
        while waiting:
            event = waiting[0]
            if isinstance(event, asyncio.Future):
                if not event.done():
                    return
                stored = not event.cancelled() and event.exception() is None
                event = event.result() if stored else None
            waiting.popleft()
            if event is not None:
                self._publish(event)
        self._waiting.pop(call_id, None)
