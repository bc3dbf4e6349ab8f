"""Database ping: one row that is written as it is."""

import asyncio

from sqlalchemy import text

from stores.databases.database import Database, named_errors
from stores.errors import EventLogError
from stores.log.log_health import LogHealth

PING_S = 1.0
# The row that each database has; it has to reach the disk, where a read need not.
_PING = text("UPDATE alembic_version SET version_num = version_num")


async def ping(database: Database, health: LogHealth) -> None:
    """Return if the database takes a write; it is not asked while it is known to take none.

    Raises:
        EventLogError: It does not, or not within a second; the message says why.
    """
    if health.cause:
        raise EventLogError(f"the event log can't write: {health.cause}")
    with named_errors("write"):
        try:
            async with asyncio.timeout(PING_S):
                await database.write(lambda connection: connection.execute(_PING))
        except TimeoutError:
            raise EventLogError(f"the event log takes no write in {PING_S:g} s") from None
