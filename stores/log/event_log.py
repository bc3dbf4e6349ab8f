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
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from conversation.events.event import CallEvent
from stores.access.agent_teams import AgentTeams
from stores.access.audit_trail import AuditTrail
from stores.access.key_store import KeyStore
from stores.access.user_sessions import UserSessions
from stores.consent_counts import ConsentCounter
from stores.databases.address import database_at
from stores.databases.database import Database, named_errors
from stores.databases.ping import ping
from stores.databases.preparation import Preparation
from stores.databases.process_locks import ProcessLocks
from stores.deliveries import Deliveries
from stores.erasure.call_erasure import CallErasure
from stores.errors import EventLogError
from stores.favourites import Favourites
from stores.insights.log_insights import LogInsights
from stores.jobs.jobs import JobStore
from stores.log.event_check import why_not
from stores.log.event_reader import EventReader
from stores.log.group_commit import GroupCommit
from stores.log.log_health import SpoolFigures
from stores.log.projections import Projections
from stores.recovery.call_recovery import CallRecovery
from stores.shadows import Shadows
from stores.spending import spend
from stores.spool.spool_folder import SpoolFolder

ADOPTION_S = 5.0


class EventLog(EventReader):
    """The durable events of all calls, numbered 1, 2, 3… per call without a gap.

    Attributes:
        erasure: Deletes calls.
        recovery: Ends the calls of processes that have died.
        insights: What the calls of a period add up to.
        projections: What insights and searches read, made again.
        jobs: The work after the calls.
        deliveries: What other systems were told of them.
        audit_trail: Who had what done, and who looked.
        consents: How often customers agreed.
        keys: The API keys that are added while servers run.
        user_sessions: Who is signed in at the console.
        agent_teams: The teams of who has signed in.
        shadows: What candidates would have shown in them.
        favourites: Which of their cards somebody keeps.
        presence: This process as a server, for others with the same log.
    """

    def __init__(self, database: Database, writer: GroupCommit, owners: ProcessLocks) -> None:
        """Use `open_event_log`, which runs what this joins."""
        super().__init__(database, writer.calls, writer.health)
        self._writer = writer
        self.erasure = CallErasure(database, writer.calls, writer.health)
        self.recovery = CallRecovery(database, writer, owners)
        self.insights = LogInsights(database)
        self.projections = Projections(database)
        self.jobs = JobStore(database, writer.owner, owners)
        self.deliveries = Deliveries(database)
        self.audit_trail = AuditTrail(database)
        self.consents = ConsentCounter(database)
        self.keys = KeyStore(database)
        self.user_sessions = UserSessions(database)
        self.agent_teams = AgentTeams(database)
        self.shadows = Shadows(database)
        self.favourites = Favourites(database)
        self.presence = owners.presence()

    def spooled(self, now: datetime) -> SpoolFigures:
        """What the database has yet to take."""
        return SpoolFigures.of(self._writer.spool, now)

    def append(self, event: CallEvent) -> asyncio.Future[CallEvent]:
        """Store a durable event.

        The first event of a call is `call.started`; one for a call that has ended reopens it and
        its numbers go on. Appends of one call keep the order in which they were asked for.

        Returns:
            The event with its number, once it is committed, or kept in the spool. Futures are done
            in the order of their numbers; cancelling one does not undo the append. They end with
            `UnknownCallError` where the call has not started, or was erased, and with
            `EventLogError` where the event can't be stored. After a lost connection it may be
            there nevertheless; its number is not used twice.
        """
        if refusal := why_not(event):
            stored = asyncio.get_running_loop().create_future()
            stored.set_exception(EventLogError(refusal))
            return stored
        return self._writer.submit(event)

    async def ping(self) -> None:
        """Return if the database takes a write: one row is written as it is.

        Raises:
            EventLogError: It does not, or not within a second; the message says why.
        """
        await ping(self._database, self.health)

    async def spend(self, day: date, cost: float) -> tuple[float, float]:
        """Add to what models cost on a day; returns what the day and its month cost, USD.

        Raises:
            EventLogError: The database does not answer; nothing is added.
        """
        with named_errors("count"):
            return await self._database.write(partial(spend, day=day, cost=cost))


@asynccontextmanager
async def open_event_log(
    url: str,
    *,
    ours: bool = False,
    spool_bytes: int = 0,
    spool_folder: Path | None = None,
    settle: timedelta | None = None,
) -> AsyncIterator[EventLog]:
    """Open the log, with its tables brought up to date; leaving it settles every append.

    Args:
        url: `sqlite:///FILE` or `postgresql+asyncpg://…`.
        ours: Whether the file can be nothing but the log, and is set aside where it is no database.
        spool_bytes: How much of what happens is kept while the database is away.
        spool_folder: Where what is kept outlives the process; None keeps it in memory alone.
        settle: How long after a call's end its work begins; None where calls owe none.

    Raises:
        EventLogError: The database can't be opened, and never was with this `spool_folder`.
    """
    database = database_at(url)
    owner = secrets.randbits(31)
    owners = database.owners(owner)
    folder = spool_folder and SpoolFolder(spool_folder, owner, url)
    writer = GroupCommit(database, owner, spool_bytes, folder, settle)
    preparation = Preparation(database, owners, writer.calls, folder, ours=ours)
    try:
        async with _writing(writer, preparation):
            yield EventLog(database, writer, owners)
    finally:
        if folder:
            await folder.close()
        await owners.release()
        await database.close()


@asynccontextmanager
async def _writing(writer: GroupCommit, preparation: Preparation) -> AsyncIterator[None]:
    await writer.adopt()
    if away := await preparation.at_start():
        writer.go_away(away)
    prepare = preparation.run if away else None
    writing = asyncio.create_task(writer.run(prepare), name="event-log-writer")
    try:
        if not away:
            await writer.health.returned(ADOPTION_S)
        yield
    finally:
        writer.close()
        await writing
