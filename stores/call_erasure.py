"""Call erasure, and what else changes the stored past: insights are made again of it."""

from datetime import datetime
from functools import partial

from stores.call_recovery import CallRecovery
from stores.database import named_errors
from stores.erasure import erase, expire, forget
from stores.errors import EventLogError
from stores.insights.rebuild import rebuild
from stores.search.index import index_late


class CallErasure(CallRecovery):
    """The part of the event log that deletes calls, and counts again those that are there."""

    async def delete(self, call_id: str, by: str, now: datetime) -> bool:
        """Erase a call: its events and its record. An audit row stays, with no word of it.

        If it still goes on, what it appends from now on is refused with `UnknownCallError`.

        Args:
            call_id: The call.
            by: Who asked for it.
            now: For the audit.

        Returns:
            False if there is no such call.

        Raises:
            EventLogError: The database does not answer.
        """
        if self._ahead(call_id):
            raise EventLogError("the event log can't erase: events of the call are not stored yet")
        with named_errors("erase"):
            erased = await self._database.write(partial(erase, call_id=call_id, by=by, now=now))
            if erased:
                self.numbered.forget(call_id)
                await forget(self._database)
        return erased

    async def delete_older_than(self, cutoff: datetime, now: datetime) -> int:
        """Delete the calls that ended before `cutoff`; audited, if there were any.

        Returns:
            How many calls.

        Raises:
            EventLogError: The database does not answer; what was deleted until then stays so.
        """
        return await expire(self._database, cutoff, now)

    async def index_late(self, ended_after: datetime) -> int:
        """Have calls that ended after a moment found by all that was said in them.

        Returns:
            How many events no version that knows the search had stored.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("index"):
            return await self._database.write(partial(index_late, ended_after=ended_after))

    async def rebuild_insights(self) -> int:
        """Make what insights are read of, and what is searched, again of the events.

        It is safe while calls go on.

        Returns:
            How many calls.

        Raises:
            EventLogError: The database does not answer; a part is made, the rest is as it was.
        """
        with named_errors("rebuild insights"):
            calls = await rebuild(self._database)
            await forget(self._database)
        return calls
