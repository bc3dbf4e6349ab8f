"""How to talk to the database of the event log: SQLite or Postgres, from its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from stores.errors import EventLogError

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
BUSY_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 5
COMMAND_TIMEOUT_S = 10

# Postgres notices within half a minute that a host has vanished, and lets go of its locks.
KEEPALIVE = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

# On a connection of SQLite, an immediate transaction waits for other writers where it begins; a
# deferred one would fail where it first writes.
WRITES = {"immediate": True}

# asyncpg's own appear where a connection is made; SQLAlchemy wraps them everywhere else.
DATABASE_ERRORS = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


@contextmanager
def named_errors(doing: str) -> Iterator[None]:
    """Turn the errors of the database into `EventLogError`, with no values of the caller's."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise EventLogError(f"the event log can't {doing}: {cause(error)}") from None


def cause(error: BaseException) -> str:
    """What the database said, in one line and without the values it was given."""
    origin = (error.orig if isinstance(error, DBAPIError) else None) or error
    lines = str(origin).splitlines()
    return lines[0] if lines else type(origin).__name__


def parse_address(url: str) -> URL:
    """The parts of a `DATABASE_URL`.

    Raises:
        EventLogError: It is no address, or of another kind of database, or has no file.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise EventLogError("DATABASE_URL is not an address of a database") from None
    if address.drivername not in DRIVERS:
        allowed = " or ".join(f"{driver}://" for driver in DRIVERS)
        raise EventLogError(f"DATABASE_URL starts with {address.drivername}://, not with {allowed}")
    if is_sqlite(address) and not (address.database or "").strip(":").removeprefix("memory"):
        raise EventLogError("an SQLite event log needs a file: in memory it would keep nothing")
    return address


def is_sqlite(address: URL) -> bool:
    """Whether the address is of an SQLite file."""
    return address.get_backend_name() == "sqlite"


def make_engine(address: URL) -> AsyncEngine:
    """An engine for the address; nothing is connected yet."""
    common: dict[str, Any] = {
        "hide_parameters": True,  # they are the caller's words, and errors end up in logs
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    }
    if not is_sqlite(address):
        return create_async_engine(
            address,
            pool_pre_ping=True,  # after a restart of Postgres, the first append must not be lost
            connect_args={
                "timeout": CONNECT_TIMEOUT_S,
                "command_timeout": COMMAND_TIMEOUT_S,
                "server_settings": KEEPALIVE,
            },
            **common,
        )
    engine = create_async_engine(address, **common)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def create_file(address: URL) -> None:
    """Make the file of an SQLite log, and its folder, for this user's eyes alone.

    Raises:
        EventLogError: It can't be made.
    """
    path = Path(address.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise EventLogError(f"can't open the event log {path}: {error.strerror}") from None


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver begins transactions by guesswork; None leaves that to `_begin_sqlite`.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        # What was committed outlives the process, not a power cut: with WAL, NORMAL hands each
        # commit to the kernel and waits for the disk at checkpoints alone.
        "synchronous = NORMAL",
        # What is deleted is overwritten, as erasure promises.
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
