"""Deletion of calls, and the audit of it: who, when, how much, and not a word of what was said.

SQLite overwrites what is deleted. Postgres frees the space for other rows at its next vacuum.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stores.engine import WRITES, is_sqlite
from stores.schema import audit, calls, events

CHUNK = 20


async def erase(engine: AsyncEngine, call_id: str, by: str, now: datetime) -> bool:
    """Delete a call; False if there is none. `EventLog.delete` says more."""
    async with engine.execution_options(**WRITES).begin() as connection:
        deleted = await _delete(connection, [call_id])
        if not deleted["calls"]:
            return False
        note = {"at": now, "action": "erasure", "actor": by, "call_id": call_id}
        await connection.execute(insert(audit).values(note | deleted))
    await _wipe(engine)
    return True


async def expire(engine: AsyncEngine, cutoff: datetime, now: datetime) -> int:
    """Delete the calls that ended before `cutoff`, and say how many."""
    total = 0
    old = select(calls.c.call_id).where(calls.c.ended_at < cutoff).limit(CHUNK)
    while True:  # in small transactions, as the appends of other calls wait for each
        async with engine.execution_options(**WRITES).begin() as connection:
            ids = (await connection.execute(old)).scalars().all()
            if not ids:
                break
            deleted = await _delete(connection, ids)
            note = {"at": now, "action": "retention", "actor": "retention"}
            await connection.execute(insert(audit).values(note | deleted))
        total += deleted["calls"]
    if total:
        await _wipe(engine)
    return total


async def _delete(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, int]:
    # The calls first: their locked rows keep other processes from appending meanwhile.
    counts = {}
    for table in (calls, events):
        result = await connection.execute(delete(table).where(table.c.call_id.in_(ids)))
        counts[table.name] = result.rowcount
    return counts


async def _wipe(engine: AsyncEngine) -> None:
    """Empty SQLite's write-ahead file, which holds older copies of what was deleted."""
    if is_sqlite(engine.url):
        async with engine.connect() as connection:
            await connection.run_sync(_truncate_wal)


def _truncate_wal(connection: Connection) -> None:
    # Past SQLAlchemy, which would begin a transaction, and that keeps the file in use.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.close()
