"""An event log in memory, for virtual time: a database's threads know none."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Any

from conversation.events.event import CallEvent, EventType
from stores.errors import EventLogError, UnknownCallError
from stores.log.log_health import LogHealth
from stores.log.outline import outline_of
from stores.log.records import CallRecord


class MemoryLog:
    """The part of the event log that a runtime uses.

    Attributes:
        events: All events, by call.
        broken: While it is set, nothing can be stored.
    """

    def __init__(self) -> None:
        self.events: dict[str, list[CallEvent]] = {}
        self.broken = False
        self.health = LogHealth()
        self._records: dict[str, CallRecord] = {}

    def append(self, event: CallEvent) -> asyncio.Future[CallEvent]:
        loop = asyncio.get_running_loop()
        stored = loop.create_future()
        if self.broken:
            stored.set_exception(EventLogError("the disk is full"))
            return stored
        if event.call_id not in self.events and event.type is not EventType.CALL_STARTED:
            stored.set_exception(UnknownCallError("there is no such call"))
            return stored
        kept = self.events.setdefault(event.call_id, [])
        kept.append(event.numbered(len(kept) + 1))
        record = self._records.get(event.call_id) or CallRecord.started(event, 1)
        self._records[event.call_id] = record.then(event, 1)
        loop.call_later(0.001, stored.set_result, kept[-1])
        return stored

    async def read(self, call_id: str, after: int = 0, limit: int | None = None) -> list[CallEvent]:
        return self.events.get(call_id, [])[after:][:limit]

    async def outline(
        self, call_id: str, types: Collection[EventType] | None = None, after: int = 0
    ) -> AsyncGenerator[CallEvent, None]:
        for event in outline_of(await self.read(call_id, after), types):
            yield event

    async def read_some(
        self, call_ids: Sequence[str], types: Collection[EventType]
    ) -> dict[str, list[CallEvent]]:
        found = {call_id: await self.read(call_id) for call_id in call_ids}
        return {of: [event for event in told if event.type in types] for of, told in found.items()}

    async def last_of(
        self, call_id: str, types: Collection[EventType]
    ) -> dict[EventType, dict[str, Any]]:
        return {e.type: e.data for e in await self.read(call_id) if e.type in types}

    async def call(self, call_id: str) -> CallRecord | None:
        return self._records.get(call_id)

    def erase(self, call_id: str) -> None:
        """Forget a call."""
        del self.events[call_id], self._records[call_id]

    def of(self, call_id: str, event_type: EventType) -> list[CallEvent]:
        """The call's events of one type."""
        return [event for event in self.events.get(call_id, []) if event.type is event_type]
