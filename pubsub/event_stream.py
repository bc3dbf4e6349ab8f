"""Event stream: the calls' events, stored and then published; replayed and then followed live.

    join the hub ─▶ replay: read the log after `seq` ─▶ live: read the inbox
                      ▲                                   │ seen already: passed over
                      │                                   │ the next, or a passing one: given on
                      └───────────────────────────────────┘ a gap in `seq`

A follower joins before it reads the log, so that nothing is published unseen between the two.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

from conversation.events.event import CallEvent
from pubsub.event_publisher import EventPublisher
from pubsub.hub import DirectWrite, Drop, ListenerDropped, Subscription
from pubsub.listener_position import ListenerPosition
from pubsub.serialised_event import SerialisedEvent
from stores.errors import EventLogError

PAGE = 500
READ_AGAIN_S = 0.5


class EventStream(EventPublisher):
    """The events of all calls, on their way to the log and to the listeners, and followed."""

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
