"""Event reader: what is read of the event log, the calls' events."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from conversation.events.event import CallEvent, EventType
from stores.databases.database import named_errors
from stores.log import outline, queries
from stores.log.record_reader import RecordReader


class EventReader(RecordReader):
    """The durable events of all calls, and each call's record."""

    async def read(self, call_id: str, after: int = 0, limit: int | None = None) -> list[CallEvent]:
        """The events of a call with numbers above `after`, ascending, at most `limit`.

        Raises:
            EventLogError: The database does not answer, and holds some of them alone.
        """
        known = self._ahead(call_id)
        if known and (held := known.after(after)) is not None:
            return held[:limit]
        lacking = known.not_stored() if known else []
        with named_errors("read"):
            found = await self._database.read(
                partial(queries.read_events, call_id=call_id, after=after, limit=limit)
            )
        if not known:
            return found
        if limit is None or len(found) < limit:
            last = found[-1].seq or 0 if found else after
            found += [event for event in lacking if (event.seq or 0) > last]
        return found[:limit]

    async def outline(
        self, call_id: str, types: Collection[EventType] | None = None, after: int = 0
    ) -> AsyncGenerator[CallEvent, None]:
        """What a call comes to: its events, ascending, a page held at a time.

        Of what each event says anew (`CUMULATIVE`), the last one alone. Whoever wants to know how a
        call stands or went reads it so; `read` is for those who pass each event on.

        Args:
            call_id: The call.
            types: The events' types; None: all.
            after: Only events with numbers above this.

        Raises:
            EventLogError: The database does not answer, and holds some of them alone.
        """
        if self._ahead(call_id):
            for event in outline.outline_of(await self.read(call_id, after), types):
                yield event
            return
        with named_errors("read"):
            end = await self._database.read(partial(outline.read_end, call_id=call_id, types=types))
        wanted = {"call_id": call_id, "types": types, "end": end}
        while after < end.seq:
            with named_errors("read"):
                page = await self._database.read(partial(outline.read_page, after=after, **wanted))
            for event in page:
                yield event
            after = end.seq if len(page) < outline.PAGE else page[-1].seq or end.seq

    async def read_some(
        self, call_ids: Sequence[str], types: Collection[EventType]
    ) -> dict[str, list[CallEvent]]:
        """The events of some types of some calls, ascending, by the calls' ids: in one question.

        Raises:
            EventLogError: The database does not answer, and holds some of them alone.
        """
        if self.health.away:
            every = {call_id: await self.read(call_id) for call_id in call_ids}
            return {of: [e for e in found if e.type in types] for of, found in every.items()}
        with named_errors("read"):
            wanted = partial(queries.read_events_of, call_ids=call_ids, types=types)
            return await self._database.read(wanted)

    async def last_of(
        self, call_id: str, types: Collection[EventType]
    ) -> dict[EventType, dict[str, Any]]:
        """The data of a call's last event of each of some types, of those that it has.

        Raises:
            EventLogError: The database does not answer, and holds some of them alone.
        """
        if self._ahead(call_id):
            return {e.type: e.data for e in await self.read(call_id) if e.type in types}
        with named_errors("read"):
            wanted = partial(queries.read_last_of, call_id=call_id, types=types)
            return await self._database.read(wanted)

    async def has_suggestion(self, call_id: str, suggestion_id: str) -> bool:
        """Whether a suggestion was started in a call.

        Raises:
            EventLogError: The database does not answer.
        """
        return bool(await self._suggestion(call_id, EventType.SUGGESTION_STARTED, suggestion_id))

    async def has_source(self, call_id: str, suggestion_id: str, source: str) -> bool:
        """Whether a whole card of a call rests on a source, by the ids of both.

        Raises:
            EventLogError: The database does not answer.
        """
        data = await self._suggestion(call_id, EventType.SUGGESTION_FINAL, suggestion_id) or {}
        return any(one["id"] == source for one in data.get("sources", ()))

    async def _suggestion(
        self, call_id: str, kind: EventType, suggestion_id: str
    ) -> Mapping[str, Any] | None:
        """The data of a suggestion's event of a kind; the rest of the call is not read for it."""
        for event in known.tail if (known := self._ahead(call_id)) else ():
            if event.type is kind and event.data["suggestion_id"] == suggestion_id:
                return event.data
        wanted = {"call_id": call_id, "kind": kind, "suggestion_id": suggestion_id}
        with named_errors("read"):
            return await self._database.read(partial(queries.read_suggestion, **wanted))
