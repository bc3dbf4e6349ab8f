"""Process locks of a Postgres log: each living process has an advisory lock and a session."""

import asyncio
from contextlib import suppress
from datetime import datetime

from loguru import logger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stores.databases.database import DATABASE_ERRORS

CHECK_S = 5.0
RETRY_S = 0.5
NAMESPACE = 0x5AD0CA1  # the first half of the locks' keys; the second is the owner
SERVERS = 0x5AD0CA2  # the same of those that take calls

# Shared, so that a new session gets the lock while Postgres still believes in the old one.
_LOCK = text("SELECT pg_advisory_lock_shared(:namespace, :owner)")
_UNLOCK = text("SELECT pg_advisory_unlock_shared(:namespace, :owner)")
_STARTED = text("SELECT pg_postmaster_start_time()")
_LIVING = text(
    "SELECT DISTINCT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = :namespace AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class PostgresOwners:
    """The processes that use one Postgres log."""

    def __init__(self, engine: AsyncEngine, owner: int, *, lent: bool = False) -> None:
        """Name this process `owner`, from 0 to 2**31 - 1, among those that use the database.

        Sessions that a pooler has `lent` outlive who had them, and tell nothing of servers.
        """
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._owner = owner
        self._lent = lent
        self._session: AsyncConnection | None = None
        self._server_started: datetime | None = None
        self._lost = False
        self._serves = self._seen = False
        self._wake = asyncio.Event()
        self._busy = asyncio.Lock()  # a connection does one thing at a time
        self._keeper: asyncio.Task[None] | None = None

    async def hold(self) -> None:
        """Lock this process's key, again whenever the connection was lost."""
        self._session = await self._lock()
        self._keeper = asyncio.create_task(self._keep(), name="event-log-owner")

    async def living(self, owners: set[int]) -> set[int]:
        """Those whose key is locked; all of them at the first look after a restart of Postgres.

        They have lost their locks with it, and need a moment to take them again.
        """
        async with self._engine.connect() as connection:
            started = (await connection.execute(_STARTED)).scalar_one()
            before, self._server_started = self._server_started, started
            if before not in (None, started):
                return owners
            return owners.intersection(await _holders(connection, NAMESPACE))

    async def release(self) -> None:
        """Unlock this process's key, by ending its session."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        await self._end_session()

    def presence(self) -> "PostgresPresence":
        """This process as a server, which takes no calls yet."""
        return PostgresPresence(self)

    async def serve(self) -> None:
        """Be seen among the servers, as soon as there is a session."""
        self._serves = not self._lent
        async with self._busy:
            try:
                if self._serves and self._session is not None and not self._lost:
                    await self._be_seen(self._session)
            except DATABASE_ERRORS:
                self._lose()

    def leave(self) -> None:
        """Be seen among the servers no more, within a moment."""
        self._serves = False
        self._wake.set()

    async def servers(self) -> set[int]:
        """The other owners that are seen among the servers; none where the database is away."""
        if self._lent:
            return set()
        try:
            async with self._engine.connect() as connection:
                return await _holders(connection, SERVERS) - {self._owner}
        except DATABASE_ERRORS:
            return set()

    async def _keep(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await self._wake.wait()
            self._wake.clear()
            try:
                async with self._busy:
                    await self._look_after()
            except DATABASE_ERRORS as error:
                reason = type(error).__name__
                logger.warning("event log: this process does not count as living ({})", reason)
                self._lose()
                await asyncio.sleep(RETRY_S)

    async def _look_after(self) -> None:
        if self._lost or self._session is None:
            await self._end_session()
            self._lost = False
            self._session = await self._lock()
        elif self._seen and not self._serves:
            await self._session.execute(_UNLOCK, {"namespace": SERVERS, "owner": self._owner})
            self._seen = False
        else:  # shows a connection that was lost without a word
            await self._session.execute(text("SELECT 1"))

    def _lose(self) -> None:
        self._lost = True
        self._wake.set()

    async def _lock(self) -> AsyncConnection:
        session = await self._engine.connect()
        driver = (await session.get_raw_connection()).driver_connection
        if driver is not None:
            driver.add_termination_listener(lambda _: self._lose())
        await session.execute(_LOCK, {"namespace": NAMESPACE, "owner": self._owner})
        if self._serves:
            await self._be_seen(session)
        return session

    async def _be_seen(self, session: AsyncConnection) -> None:
        await session.execute(_LOCK, {"namespace": SERVERS, "owner": self._owner})
        self._seen = True

    async def _end_session(self) -> None:
        session, self._session = self._session, None
        self._seen = False
        if session is not None:
            # Back in the pool, the session would go on holding the lock.
            with suppress(*DATABASE_ERRORS):
                await session.invalidate()
            await session.close()


class PostgresPresence:
    """A server that takes calls with a Postgres log, as others see it; a drain ends it."""

    def __init__(self, owners: PostgresOwners) -> None:
        """Name the process, which takes no calls yet."""
        self._owners = owners

    async def hold(self) -> None:
        """Take calls from now on; while the database is away, others do not see it."""
        await self._owners.serve()

    async def others(self) -> int:
        """The number of other servers that take calls with the same log."""
        return len(await self._owners.servers())

    def release(self) -> None:
        """Take calls no more."""
        self._owners.leave()


async def _holders(connection: AsyncConnection, namespace: int) -> set[int]:
    found = await connection.execute(_LIVING, {"namespace": namespace})
    return set(found.scalars())
