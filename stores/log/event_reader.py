"""Event reader: what is read of the event log, the calls' events and their records."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from conversation.call_scope import CallScope
from conversation.events.event import CallEvent, EventType
from conversation.search.snippet import Snippet
from stores.databases.database import Database, named_errors
from stores.log import queries
from stores.log.call_page import CallPage
from stores.log.log_health import LogHealth
from stores.log.numbered_calls import NumberedCall, NumberedCalls
from stores.log.records import CallRecord
from stores.search.snippets import read_snippets


class EventReader:
    """The durable events of all calls, and each call's record.

    Attributes:
        numbered: The calls that this process numbers.
        health: Whether the database takes what happens.
    """

    def __init__(self, database: Database, calls: NumberedCalls, health: LogHealth) -> None:
        """Read from `database`; what it lacks while it is away, by `health`, from `calls`."""
        self._database = database
        self.numbered = calls
        self.health = health

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

    async def call(self, call_id: str) -> CallRecord | None:
        """The record of a call; None if it has not started, or was erased.

        Raises:
            EventLogError: The database does not answer.
        """
        return (await self.records([call_id])).get(call_id)

    async def records(self, call_ids: Collection[str]) -> dict[str, CallRecord]:
        """The records of calls, by their ids; of those that have started, and were not erased.

        Raises:
            EventLogError: The database does not answer.
        """
        found = {one: known.record for one in call_ids if (known := self._ahead(one))}
        if others := [one for one in call_ids if one not in found]:
            with named_errors("read"):
                found |= await self._database.read(partial(queries.read_records, call_ids=others))
        return found

    async def memories_of(
        self, person: str, limit: int, before: datetime | None = None
    ) -> list[tuple[CallRecord, dict[str, Any]]]:
        """The last calls with a person, with the data of their last `memory.updated` event.

        Args:
            person: As `CallRecord.person`.
            limit: How many calls at most.
            before: Only calls that started at this time or earlier, timezone-aware.

        Raises:
            EventLogError: The database does not answer.
        """
        wanted = partial(queries.read_memories, person=person, limit=limit, before=before)
        with named_errors("read"):
            return await self._database.read(wanted)

    async def calls_with(self, person: str) -> list[CallRecord]:
        """All calls with a person.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("read"):
            return await self._database.read(partial(queries.read_person, person=person))

    async def calls(
        self,
        *,
        limit: int = 50,
        before: str | None = None,
        search: str | None = None,
        agent_id: str | None = None,
        is_open: bool | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        scope: CallScope | None = None,
    ) -> list[CallRecord]:
        """Calls, by their first start, newest first.

        Args:
            limit: How many at most.
            before: The `cursor` of a record: only calls older than that one.
            search: Only calls with all these words, and the phrases that stand between double
                quotes, in one turn or one suggestion's headline, without regard to case and
                accents; or with this text in the id, the agent or the source, where case counts
                only outside ASCII, and only in SQLite.
            agent_id: Only this agent's calls.
            is_open: Only calls that go on (True) or have ended (False).
            since: Only calls that started at this time or later, timezone-aware.
            until: Only calls that started before this time, timezone-aware.
            scope: Only calls in it.

        Raises:
            BadCursorError: `before` is no cursor.
            SearchQueryError: `search` has no word, too many, or a quote that is not closed.
            EventLogError: The database does not answer.
        """
        wanted = CallPage(limit, before, search, agent_id, is_open, since, until, scope)
        with named_errors("read"):
            found = await self._database.read(partial(queries.read_calls, wanted=wanted))
        if not self.health.away:
            return found
        return wanted.with_newer(found, [call.record for call in self.numbered.all()])

    async def snippets(self, call_ids: Sequence[str], search: str) -> dict[str, list[Snippet]]:
        """Where a search has found its words in calls, by their ids: the first places of each.

        Raises:
            SearchQueryError: As `calls` does.
            EventLogError: The database does not answer.
        """
        wanted = partial(read_snippets, call_ids=call_ids, search=search)
        with named_errors("read"):
            return await self._database.read(wanted)

    def _ahead(self, call_id: str) -> NumberedCall | None:
        """A call of which the database may lack something."""
        return self.numbered.get(call_id) if self.health.away else None
