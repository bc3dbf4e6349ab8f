"""Event stream: the calls' events, stored and then published; replayed and then followed live.

    join the hub ─▶ replay: read the log after `seq` ─▶ live: read the inbox
                      ▲                                   │ seen already: passed over
                      │                                   │ the next, or a passing one: given on
                      └───────────────────────────────────┘ a gap in `seq`

A follower joins before it reads the log, so that nothing is published unseen between the two.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from datetime import timedelta

from conversation.events.event import CallEvent
from conversation.events.payloads import Payload
from conversation.tracing import NO_SPAN, Span, Tracer
from pubsub.clock import Clock
from pubsub.forwarding import forwarded
from pubsub.hub import DirectWrite, Drop, Hub, ListenerDropped, Subscription
from pubsub.listener_position import ListenerPosition
from pubsub.serialised_event import SerialisedEvent
from pubsub.subscribers import Subscriber, Subscribers
from pubsub.traced_event import traced
from stores.errors import EventLogError
from stores.event_log import EventLog

PAGE = 500
READ_AGAIN_S = 0.5


class EventStream:
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

    @property
    def waiting(self) -> int:
        """How many events are being stored, or wait behind one that is."""
        return sum(map(len, self._waiting.values()))

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell a subscriber of every event, from now on."""
        self._subscribers.add(subscriber)

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
        at = self._clock.now()
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        event = CallEvent(call_id, payload.type, at, payload.as_data())
        span: Span = NO_SPAN
        if self._tracer:
            event, span = traced(event, self._tracer.live(call_id))
        if payload.type.durable:
            with span:
                return await self._store(event)
        if waiting := self._waiting.get(call_id):
            waiting.append(event)
        else:
            self._publish(event)
        return event

    async def _store(self, event: CallEvent) -> CallEvent:
        """The event with its number, as `publish` returns it."""
        if self._hub.shared and event.call_id not in self._log.numbered:
            numbered = await forwarded(self._hub, event)
            if numbered:
                return numbered
        return await asyncio.shield(self._submit(event))

    def tell_missed(self) -> None:
        """Have the listeners of other processes read the log again."""
        self._hub.tell_missed()

    async def follow(
        self, call_id: str, after: int = 0, take: DirectWrite | None = None
    ) -> AsyncGenerator[SerialisedEvent, None]:
        """Every durable event of a call once and in order, and the passing ones from now on.

        It goes on after `call.ended`; leave it with `contextlib.aclosing`.

        Args:
            call_id: The call; it need not have started.
            after: The last `seq` that the follower has.
            take: Asked first for each live event that comes while the follower waits for one; what
                it takes is delivered, and not given here again.

        Raises:
            ListenerDropped: The follower did not read; follow again after its last `seq`.
            EventLogError: The log can't be read for good, or the hub was closed while it could not.
        """
        position = ListenerPosition(after)
        while True:
            with self._hub.subscribe(call_id) as live:
                if take:
                    live.offer_to(position.before(take))
                await live.ready()
                behind = True
                try:
                    while True:
                        if behind:
                            page = await self._page(live, call_id, position.seq)
                            behind = len(page) == PAGE
                            for event in page:
                                position.replayed(event)
                                yield SerialisedEvent.of(event)
                            continue
                        delivery = await anext(live)
                        if position.is_next(delivery.event):
                            position.came(delivery.event)
                            yield delivery
                        elif (delivery.event.seq or 0) > position.seq:
                            behind = True
                except StopAsyncIteration:
                    return
                except ListenerDropped as dropped:
                    if dropped.reason is Drop.SLOW:
                        raise

    async def _page(self, live: Subscription, call_id: str, after: int) -> list[CallEvent]:
        """The next events of a call, as soon as they can be read.

        Raises:
            EventLogError: They can't be, for good, or the hub is closed.
        """
        while True:
            try:
                return await self._log.read(call_id, after=after, limit=PAGE)
            except EventLogError as error:
                if live.closed or not error.retryable:
                    raise
                await asyncio.sleep(READ_AGAIN_S)

    async def close_interrupted(self, after: timedelta = timedelta(0)) -> list[str]:
        """End the calls whose process died, by the log's `CallRecovery`, and tell listeners."""
        closed = await self._log.recovery.close_interrupted(self._clock.now(), after)
        for call_id in closed:
            record = await self._log.call(call_id)
            for event in await self._log.read(call_id, record.last_seq - 1 if record else 0):
                self._publish(event)
        return closed

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
