"""Process locks of a Postgres log: each living process has an advisory lock and a session."""

import asyncio
from contextlib import suppress
from datetime import datetime

from loguru import logger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stores.database import DATABASE_ERRORS

CHECK_S = 5.0
RETRY_S = 0.5
NAMESPACE = 0x5AD0CA1  # the first half of the locks' keys; the second is the owner

# Shared, so that a new session gets the lock while Postgres still believes in the old one.
_LOCK = text("SELECT pg_advisory_lock_shared(:namespace, :owner)")
_STARTED = text("SELECT pg_postmaster_start_time()")
_LIVING = text(
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = :namespace AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class PostgresOwners:
    """The processes that use one Postgres log."""

    def __init__(self, engine: AsyncEngine, owner: int) -> None:
        """Name this process `owner`, from 0 to 2**31 - 1, among those that use the database."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._owner = owner
        self._session: AsyncConnection | None = None
        self._server_started: datetime | None = None
        self._lost = asyncio.Event()
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
            found = await connection.execute(_LIVING, {"namespace": NAMESPACE})
            return owners.intersection(found.scalars())

    async def release(self) -> None:
        """Unlock this process's key, by ending its session."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        await self._end_session()

    async def _keep(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await self._lost.wait()
            try:
                if self._lost.is_set() or self._session is None:
                    await self._end_session()
                    self._lost.clear()
                    self._session = await self._lock()
                else:  # shows a connection that was lost without a word
                    await self._session.execute(text("SELECT 1"))
            except DATABASE_ERRORS as error:
                reason = type(error).__name__
                logger.warning("event log: this process does not count as living ({})", reason)
                self._lost.set()
                await asyncio.sleep(RETRY_S)

    async def _lock(self) -> AsyncConnection:
        session = await self._engine.connect()
        driver = (await session.get_raw_connection()).driver_connection
        if driver is not None:
            driver.add_termination_listener(lambda _: self._lost.set())
        await session.execute(_LOCK, {"namespace": NAMESPACE, "owner": self._owner})
        return session

    async def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            # Back in the pool, the session would go on holding the lock.
            with suppress(*DATABASE_ERRORS):
                await session.invalidate()
            await session.close()
