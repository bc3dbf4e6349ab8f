"""Postgres database of an event log, through asyncpg."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from stores.databases.database import ENGINE_OPTIONS
from stores.databases.database_hosts import check_hosts
from stores.databases.libpq import connect_arguments, without_parameters
from stores.databases.postgres_locks import PostgresOwners

Result = TypeVar("Result")

CONNECT_TIMEOUT_S = 5
COMMAND_TIMEOUT_S = 10

# Postgres notices within half a minute that a host has vanished, and lets go of its locks.
KEEPALIVE = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class PostgresDatabase:
    """A pool of connections to one database."""

    def __init__(self, address: URL) -> None:
        """Name the database; nothing is connected yet.

        Raises:
            EventLogError: The address has a parameter that libpq does not know.
            ValueError: It has a host or a port that is none.
        """
        check_hosts(address)
        given = connect_arguments(address.query)
        self._lent = given.arguments.get("statement_cache_size") == 0
        self._engine = create_async_engine(
            address.difference_update_query(without_parameters(address.query)),
            pool_pre_ping=True,  # after a restart of Postgres, the first append must not be lost
            connect_args={
                "timeout": CONNECT_TIMEOUT_S,
                "command_timeout": COMMAND_TIMEOUT_S,
                "server_settings": KEEPALIVE | given.server_settings,
                **given.arguments,
            },
            **ENGINE_OPTIONS,
        )

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` on a connection of the pool."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` on a connection of the pool, and commit."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def prepare(self, fill: Callable[[Connection], object], *, ours: bool) -> None:
        """Run `fill` in a transaction."""
        del ours
        await self.write(fill)

    def owners(self, owner: int) -> PostgresOwners:
        """The processes that use the database."""
        return PostgresOwners(self._engine, owner, lent=self._lent)

    async def wipe(self) -> None:
        """Nothing: Postgres frees the space of deleted rows at its next vacuum."""

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
