"""Ended calls: many copies of one call, which end in another process as the server watches."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bench.looped_call import looped_call
from conversation.events.event import CallEvent, EventType
from conversation.jobs.job import LIVE
from conversation.speech.speakers import Speaker
from stores.log.event_log import EventLog, open_event_log

SETTLE = timedelta(seconds=2)
_TOGETHER = 50
"""Calls that are written at once, so that the log commits their events in groups."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time of day, from its begin to its end."""

    begin: datetime
    end: datetime

    def has(self, event: CallEvent) -> bool:
        """Whether an event is of that time."""
        return self.begin <= event.at <= self.end


async def say_the_sample_call(ingest_url: str) -> None:
    """Have a server coach the sample call as text, as a transcriber tells it."""
    said = [(turn, speaker) for speaker in Speaker for turn in looped_call().turns[speaker]]
    async with connect(ingest_url) as socket:
        for turn, speaker in sorted(said, key=lambda one: one[0].start_ms):
            times = {"start_ms": turn.start_ms, "end_ms": turn.end_ms}
            await socket.send(
                orjson.dumps({"speaker": speaker, "text": turn.text} | times).decode()
            )
        await socket.send('{"type":"end"}')
        try:
            async for _ in socket:
                pass
        except ConnectionClosed:
            return


class EndedCalls:
    """The worker: it begins calls in a server's log, and ends them when it is told to."""

    def __init__(self, url: str, settle: timedelta | None):
        """Write to the log at `url`; work begins `settle` after an end, or none is owed."""
        self._opening = open_event_log(url, settle=settle)
        self._stack = AsyncExitStack()
        self._last: list[CallEvent] = []

    async def __aenter__(self) -> Self:
        self._log: EventLog = await self._stack.enter_async_context(self._opening)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def begin(self, pattern: str, number: int) -> int:
        """Write copies of an ended call, but for their ends; returns the events of each."""
        events = await self._log.read(pattern)
        ended = next(at for at, one in enumerate(events) if one.type is EventType.CALL_ENDED)
        self._last = [replace(events[ended], call_id=f"ended-{n}", seq=None) for n in range(number)]
        for first in range(0, number, _TOGETHER):
            some = self._last[first : first + _TOGETHER]
            await asyncio.gather(*(self._write(events[:ended], one.call_id) for one in some))
        return ended

    async def end(self, seconds: float) -> None:
        """End all of them, evenly over some seconds."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for at, event in enumerate(self._last):
            await asyncio.sleep(began + at * seconds / len(self._last) - loop.time())
            await self._log.append(replace(event, at=datetime.now(UTC)))

    async def to_summary_s(self) -> list[float]:
        """How long after each end its summary came, s; none of those that have none."""
        found: list[float] = []
        for last in self._last:
            events = {one.type: one.at for one in await self._log.read(last.call_id)}
            if summed_up := events.get(EventType.CALL_SUMMARY):
                found.append((summed_up - events[EventType.CALL_ENDED]).total_seconds())
        return found

    async def open_jobs(self) -> int:
        """How many jobs have not ended."""
        counted = await self._log.jobs.count()
        return sum(number for state, number in counted.items() if state in LIVE)

    async def card_waits_ms(self, call_ids: Sequence[str], window: Window) -> list[int]:
        """How long after the end of the speech each card of some calls came."""
        return [
            event.data["latency_ms"]["from_speech_end_to_first"]
            for call_id in call_ids
            for event in await self._log.read(call_id)
            if event.type is EventType.SUGGESTION_FINAL and window.has(event)
        ]

    async def _write(self, events: Sequence[CallEvent], call_id: str) -> None:
        for event in events:
            copy = replace(event, call_id=call_id, seq=None, at=datetime.now(UTC))
            await self._log.append(copy)
