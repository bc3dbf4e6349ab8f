"""Database address: from `DATABASE_URL` to the event log's database."""

from pathlib import Path

from sqlalchemy.exc import ArgumentError

from stores.databases.database import Database
from stores.databases.database_hosts import address_of
from stores.databases.postgres import PostgresDatabase
from stores.databases.sqlite import SqliteDatabase
from stores.errors import EventLogError
from stores.recovery.restore_marker import complete

SQLITE = ("sqlite",)  # `stores.databases.sqlite` says why no other driver is used
# As providers write it; the driver is always asyncpg.
POSTGRES = ("postgresql+asyncpg", "postgresql", "postgres")
_NO_ADDRESS = (
    "DATABASE_URL is not an address of a database, like postgresql://USER:PASSWORD@HOST:5432/NAME;"
    " signs in the password are written as %40 and the like"
)
_IN_MEMORY = (None, "", ":memory:")


def database_at(url: str) -> Database:
    """The database at an address; `close` it in the end.

    Raises:
        EventLogError: It is no address, or of another kind of database, or its file can't be made,
            or is put back by halves and can't be completed.
    """
    try:
        address = address_of(url)
        if address.drivername in POSTGRES:
            return PostgresDatabase(address.set(drivername="postgresql+asyncpg"))
    except (ArgumentError, ValueError):
        raise EventLogError(_NO_ADDRESS) from None
    if address.drivername not in SQLITE:
        allowed = ", ".join(f"{driver}://" for driver in SQLITE + POSTGRES)
        raise EventLogError(f"DATABASE_URL is {address.drivername}://…, but may be {allowed}")
    if address.database in _IN_MEMORY:
        raise EventLogError("an SQLite event log needs a file: in memory it would keep nothing")
    complete(Path(str(address.database)))
    return SqliteDatabase(address)


def jobs_file(log: Path) -> Path:
    """The file of the work after calls, beside an SQLite log."""
    return log.with_name(f"{log.stem}-jobs{log.suffix}")
