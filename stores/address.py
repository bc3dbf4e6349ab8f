"""The address of an event log: `DATABASE_URL`."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from stores.errors import EventLogError

# SQLite runs in threads of our own whichever driver is named; `stores.sqlite` says why.
SQLITE = ("sqlite", "sqlite+aiosqlite")
POSTGRES = ("postgresql+asyncpg",)


def parse_address(url: str) -> URL:
    """The parts of a `DATABASE_URL`.

    Raises:
        EventLogError: It is no address, or of another kind of database, or has no file.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise EventLogError("DATABASE_URL is not an address of a database") from None
    if address.drivername not in SQLITE + POSTGRES:
        allowed = " or ".join(f"{driver}://" for driver in (SQLITE[0], *POSTGRES))
        raise EventLogError(f"DATABASE_URL starts with {address.drivername}://, not with {allowed}")
    if is_sqlite(address) and address.database in (None, "", ":memory:"):
        raise EventLogError("an SQLite event log needs a file: in memory it would keep nothing")
    return address


def is_sqlite(address: URL) -> bool:
    """Whether the address is of an SQLite file."""
    return address.drivername in SQLITE
