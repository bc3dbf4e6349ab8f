"""Event log: the one record of every call, kept in SQLite or Postgres.

    async with open_event_log("sqlite:///data/calls.db") as log:
        event = await log.append(CallEvent(call_id, EventType.CALL_STARTED, now, {}))
        events = await log.read(call_id, after=0)

What `append` has returned outlives a `kill -9`. Against a power cut, Postgres keeps it as it is
configured to; SQLite (`synchronous=NORMAL`) may lose the commits of the last moments, from the
end, never from the middle.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from sqlalchemy import text

from conversation.events.event import CallEvent
from stores.address import database_at
from stores.carry_over import fill
from stores.database import Database, named_errors
from stores.erasure import erase, expire
from stores.errors import BadCursorError, EventLogError, UnknownCallError
from stores.event_check import why_not
from stores.event_reader import EventReader
from stores.group_commit import GroupCommit
from stores.interrupted import close_interrupted
from stores.log_health import LogHealth, SpoolFigures
from stores.process_locks import ProcessLocks
from stores.records import CallRecord

__all__ = [
    "BadCursorError",
    "CallRecord",
    "EventLog",
    "EventLogError",
    "UnknownCallError",
    "open_event_log",
]


PING_S = 1.0
# The row that each database has; it has to reach the disk, where a read need not.
_PING = text("UPDATE alembic_version SET version_num = version_num")


class EventLog(EventReader):
    """The durable events of all calls, numbered 1, 2, 3… per call without a gap."""

    def __init__(self, database: Database, writer: GroupCommit, owners: ProcessLocks) -> None:
        """Use `open_event_log`, which runs what this joins."""
        super().__init__(database, writer.calls)
        self._writer = writer
        self._owners = owners

    @property
    def health(self) -> LogHealth:
        """Whether the database takes what happens."""
        return self._writer.health

    def spooled(self, now: datetime) -> SpoolFigures:
        """What the database has yet to take."""
        return SpoolFigures.of(self._writer.spool, now)

    def running(self) -> list[str]:
        """The ids of the calls that this process numbers, and that have not ended."""
        calls = self._numbered.all()
        return [call.record.call_id for call in calls if call.record.ended_at is None]

    async def append(self, event: CallEvent) -> CallEvent:
        """Store a durable event; returns after it is committed, or kept in the spool.

        The first event of a call is `call.started`; one for a call that has ended reopens it and
        its numbers go on. Appends of one call keep the order in which they were asked for.
        Cancelling the wait does not undo the append.

        Returns:
            The event with its number.

        Raises:
            UnknownCallError: The call has not started, or was erased.
            EventLogError: The event can't be stored. After a lost connection it may be there
                nevertheless; its number is not used twice.
        """
        return await asyncio.shield(self.submit(event))

    def submit(self, event: CallEvent) -> asyncio.Future[CallEvent]:
        """Ask for an append without waiting; the future ends as `append` would.

        Futures are done in the order of their numbers.
        """
        if refusal := why_not(event):
            stored = asyncio.get_running_loop().create_future()
            stored.set_exception(EventLogError(refusal))
            return stored
        return self._writer.submit(event)

    async def close_interrupted(self, now: datetime) -> list[str]:
        """End the open calls whose process died, with `call.ended`, reason `interrupted`.

        To be called at every start; where several processes share the log, now and then as well.

        Returns:
            The ids of the calls that this ended.

        Raises:
            EventLogError: The database does not answer.
        """
        if self._writer.spool.kept:
            return []  # the end of one may be among what is kept
        return await close_interrupted(self._database, self._owners, self._writer, now)

    async def ping(self) -> None:
        """Return if the database takes a write: one row is written as it is.

        Raises:
            EventLogError: It does not, or not within a second; the message says why.
        """
        if cause := self.health.cause:
            raise EventLogError(f"the event log can't write: {cause}")
        with named_errors("write"):
            try:
                async with asyncio.timeout(PING_S):
                    await self._database.write(lambda connection: connection.execute(_PING))
            except TimeoutError:
                raise EventLogError(f"the event log takes no write in {PING_S:g} s") from None

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
                self._numbered.forget(call_id)
                await self._database.wipe()
        return erased

    async def delete_older_than(self, cutoff: datetime, now: datetime) -> int:
        """Delete the calls that ended before `cutoff`; audited, if there were any.

        Returns:
            How many calls.

        Raises:
            EventLogError: The database does not answer; what was deleted until then stays so.
        """
        return await expire(self._database, cutoff, now)


@asynccontextmanager
async def open_event_log(
    url: str, *, ours: bool = False, spool_bytes: int = 0
) -> AsyncIterator[EventLog]:
    """Open the log, with its tables brought up to date; leaving it settles every append.

    Args:
        url: `sqlite:///FILE` or `postgresql+asyncpg://…`.
        ours: Whether the file can be nothing but the log; then one that is no database is set
            aside, as a corrupt one always is, and a new one begun.
        spool_bytes: How much of what happens is kept while the database is away.

    Raises:
        EventLogError: The address is wrong, or the database can't be opened.
    """
    database = database_at(url)
    owner = secrets.randbits(31)
    owners, writer = database.owners(owner), GroupCommit(database, owner, spool_bytes)
    try:
        with named_errors("open"):
            await database.prepare(partial(fill, running=writer.calls), ours=ours)
            await owners.hold()
        writing = asyncio.create_task(writer.run(), name="event-log-writer")
        try:
            yield EventLog(database, writer, owners)
        finally:
            writer.close()
            await writing
    finally:
        await owners.release()
        await database.close()
