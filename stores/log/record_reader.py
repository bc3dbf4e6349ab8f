"""Record reader: what is read of the event log, the calls' records."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from conversation.call_scope import CallScope
from conversation.search.snippet import Snippet
from stores.databases.database import Database, named_errors
from stores.log import call_queries
from stores.log.call_page import CallPage
from stores.log.log_health import LogHealth
from stores.log.numbered_calls import NumberedCall, NumberedCalls
from stores.log.records import CallRecord
from stores.search.snippets import read_snippets


class RecordReader:
    """The records of all calls: what the events of each add up to.

    Attributes:
        numbered: The calls that this process numbers.
        health: Whether the database takes what happens.
    """

    def __init__(self, database: Database, calls: NumberedCalls, health: LogHealth) -> None:
        """Read from `database`; what it lacks while it is away, by `health`, from `calls`."""
        self._database = database
        self.numbered = calls
        self.health = health

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
                found |= await self._database.read(
                    partial(call_queries.read_records, call_ids=others)
                )
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
        wanted = partial(call_queries.read_memories, person=person, limit=limit, before=before)
        with named_errors("read"):
            return await self._database.read(wanted)

    async def calls_with(self, person: str) -> list[CallRecord]:
        """All calls with a person.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("read"):
            return await self._database.read(partial(call_queries.read_person, person=person))

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
            found = await self._database.read(partial(call_queries.read_calls, wanted=wanted))
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
