"""Call erasure: calls are deleted, by name or by age, and an audit row stays."""

from datetime import datetime
from functools import partial

from stores.databases.database import Database, named_errors
from stores.erasure.erasure import erase, expire, forget
from stores.errors import EventLogError
from stores.log.log_health import LogHealth
from stores.log.numbered_calls import NumberedCalls


class CallErasure:
    """Deletes calls: their events, their records and all that was made of them."""

    def __init__(self, database: Database, calls: NumberedCalls, health: LogHealth) -> None:
        """Delete from `database`, which by `health` may lack events of our own `calls`."""
        self._database = database
        self._calls = calls
        self._health = health

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
        if self._health.away and self._calls.get(call_id):
            raise EventLogError("the event log can't erase: events of the call are not stored yet")
        with named_errors("erase"):
            erased = await self._database.write(partial(erase, call_id=call_id, by=by, now=now))
            if erased:
                self._calls.forget(call_id)
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
