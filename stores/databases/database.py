"""Database: what the event log asks of it; `sqlite` and `postgres`, beside this, are the two.

All the statements are the same for both, written as functions of a SQLAlchemy `Connection`.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import asyncpg
import orjson
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from stores.databases.database_errors import cause
from stores.databases.process_locks import ProcessLocks
from stores.errors import EventLogError

Result = TypeVar("Result")
# asyncpg's own appear where a connection is made; SQLAlchemy wraps them everywhere else.
DATABASE_ERRORS = (
    SQLAlchemyError,
    OSError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)

ENGINE_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,  # they are the caller's words, and errors end up in logs
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}

INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By dialect, an insert that can say what becomes of a row that is there already."""


class Database(Protocol):
    """A database that runs functions in transactions of its own."""

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that only reads, and return its result."""
        ...

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction, and return its result once that is committed."""
        ...

    async def prepare(self, fill: Callable[[Connection], object], *, ours: bool) -> None:
        """Run `fill` in a transaction, and again in any database that has to be begun anew.

        Args:
            fill: Makes the tables.
            ours: Whether what is there can be nothing but the log.
        """
        ...

    def owners(self, owner: int) -> ProcessLocks:
        """The processes that use the database; this one is `owner`, from 0 to 2**31 - 1."""
        ...

    async def wipe(self) -> None:
        """Leave no copy of deleted rows in the files, as far as the database lets us."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


@contextmanager
def named_errors(doing: str) -> Iterator[None]:
    """Turn the errors of the database into `EventLogError`, with no values of the caller's."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise EventLogError(f"the event log can't {doing}: {cause(error)}") from None
