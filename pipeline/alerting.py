"""Alerts of the calls of a process: watched once a second, raised as events, and told to others.

    events of this process ─▶ a picture of each call whose playbook has alerts
                                  │ once a second
                                  ▼
              `alert.raised` ─▶ the wall; where the alert says so, channels and webhooks

One process numbers the events of a call, and so one process raises its alerts.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from loguru import logger

from conversation.coaching.alert import Alert
from conversation.events.event import CallEvent, EventType
from conversation.wall.alert_watch import AlertWatch
from conversation.wall.picture import CallPicture
from pipeline.past_playbook import playbook_of
from pipeline.write_back import WriteBack
from prompts.shelf import Shelf
from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from stores.errors import EventLogError
from stores.log.event_log import EventLog

TICK_S = 1.0


@dataclass(slots=True)
class _Watched:
    picture: CallPicture
    watch: AlertWatch
    is_behind: bool = False


class AlertDesk:
    """The alerts of a process; for one event loop."""

    def __init__(self, events: EventStream, log: EventLog, shelf: Shelf, write_back: WriteBack):
        """Watch the calls of `events`, by the playbooks of `shelf`."""
        self._events, self._log, self._shelf = events, log, shelf
        self._write_back = write_back
        self._calls: dict[str, _Watched] = {}
        self._new: dict[str, CallEvent] = {}
        self._untold: set[str] = set()

    def take(self, event: CallEvent) -> None:
        """Take in an event that this process has published."""
        chosen = event.type is EventType.STATUS and event.data.get("playbook")
        if event.type is EventType.CALL_STARTED or chosen:
            self._new[event.call_id] = event
        if not (known := self._calls.get(event.call_id)):
            return
        if event.type is EventType.CALL_ENDED:
            del self._calls[event.call_id]
        elif known.is_behind or known.picture.misses(event):
            known.is_behind = True
        else:
            known.picture.take(event)

    async def look(self, clock: Clock) -> None:
        """Raise what is due by now, and tell others of it.

        Raises:
            EventLogError: The log can't be read, or takes nothing; the next look tries again.
        """
        for event in list(self._new.values()):
            await self._begin(event)
        for call_id, known in list(self._calls.items()):
            if known.is_behind:
                await self._catch_up(known)
            for alert in known.watch.due(known.picture, clock.now()):
                await self._events.publish(call_id, alert)
                if alert.notify and self._write_back.targets:
                    self._untold.add(call_id)

    async def tell(self) -> None:
        """Tell channels and webhooks of what was raised; what they do not take waits.

        Raises:
            EventLogError: The log can't be read or written.
        """
        while self._untold:
            await self._write_back.tell_alerts(self._untold.pop())

    async def _begin(self, told: CallEvent) -> None:
        """Watch a call from now on, if the playbook that it was told to have has alerts."""
        call_id = told.call_id
        alerts = await self._alerts(told)
        known = _Watched(CallPicture(call_id), AlertWatch(alerts))
        if alerts:
            await self._read(known)
        if self._new.get(call_id) is told:
            del self._new[call_id]
        if alerts and not known.picture.ended_at:
            known.is_behind = True  # something may have come while the log was read
            self._calls[call_id] = known
        else:
            self._calls.pop(call_id, None)

    async def _alerts(self, told: CallEvent) -> Sequence[Alert]:
        playbook = await playbook_of(self._shelf, [told])
        return playbook.alerts if playbook else ()

    async def _catch_up(self, known: _Watched) -> None:
        known.is_behind = False
        await self._read(known)
        if known.picture.ended_at:
            self._calls.pop(known.picture.call_id, None)

    async def _read(self, known: _Watched) -> None:
        picture = known.picture
        async for event in self._log.outline(picture.call_id, after=picture.seq):
            picture.take(event)


@asynccontextmanager
async def alerting(
    events: EventStream, log: EventLog, shelf: Shelf, write_back: WriteBack, clock: Clock
) -> AsyncIterator[AlertDesk]:
    """While the block runs, raise the alerts of the calls of `events`."""
    desk = AlertDesk(events, log, shelf, write_back)
    events.subscribe(desk.take)

    async def every_second(work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await work()
            except EventLogError as error:
                logger.error("alerts: {}", error)

    # A target that takes its time must not hold back the next alert.
    async with (
        beside(every_second(partial(desk.look, clock)), "alerts"),
        beside(every_second(desk.tell), "alert tellers"),
    ):
        yield desk
