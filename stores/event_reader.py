"""Event reader: what is read of the event log, the calls' events and their records."""

from datetime import datetime
from functools import partial

from conversation.events.event import CallEvent
from stores.database import Database, named_errors
from stores.queries import read_call, read_calls, read_events, suggestion_exists
from stores.records import CallRecord


class EventReader:
    """The durable events of all calls, and each call's record."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def read(self, call_id: str, after: int = 0, limit: int | None = None) -> list[CallEvent]:
        """The events of a call with numbers above `after`, ascending, at most `limit`.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("read"):
            return await self._database.read(
                partial(read_events, call_id=call_id, after=after, limit=limit)
            )

    async def has_suggestion(self, call_id: str, suggestion_id: str) -> bool:
        """Whether a suggestion was started in a call; the rest of the call is not read for it.

        Raises:
            EventLogError: The database does not answer.
        """
        found = partial(suggestion_exists, call_id=call_id, suggestion_id=suggestion_id)
        with named_errors("read"):
            return await self._database.read(found)

    async def call(self, call_id: str) -> CallRecord | None:
        """The record of a call; None if it has not started, or was erased.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("read"):
            return await self._database.read(partial(read_call, call_id=call_id))

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
    ) -> list[CallRecord]:
        """Calls, by their first start, newest first.

        Args:
            limit: How many at most.
            before: The `cursor` of a record: only calls older than that one.
            search: Only calls with this text in a turn, in a suggestion's headline, in the id, the
                agent or the source; case counts only outside ASCII, and only in SQLite.
            agent_id: Only this agent's calls.
            is_open: Only calls that go on (True) or have ended (False).
            since: Only calls that started at this time or later, timezone-aware.
            until: Only calls that started before this time, timezone-aware.

        Raises:
            BadCursorError: `before` is no cursor.
            EventLogError: The database does not answer.
        """
        page = partial(
            read_calls,
            limit=limit,
            before=before,
            search=search,
            agent_id=agent_id,
            is_open=is_open,
            since=since,
            until=until,
        )
        with named_errors("read"):
            return await self._database.read(page)
