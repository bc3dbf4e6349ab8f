"""Erasure of calls: what is deleted with them, audited without a word of what was said."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete, select

from stores.access.audit_action import AuditAction
from stores.access.audit_note import note
from stores.databases.database import Database, named_errors
from stores.insights.projection import delete_rows
from stores.insights.rollups import forget_rollups
from stores.jobs.job_outbox import erase_jobs
from stores.search.index import delete_words, forget_words
from stores.tables.schema import calls, deliveries, events, favourites, shadows

CHUNK = 20


def erase(connection: Connection, call_id: str, by: str, now: datetime) -> bool:
    """Delete a call; False if there is none. `CallErasure.delete` says more."""
    deleted = _delete(connection, [call_id], now)
    if not deleted["calls"]:
        return False
    note(connection, AuditAction.ERASURE, by, now, call_id=call_id, erased=deleted)
    return True


async def forget(database: Database) -> None:
    """Leave nothing of deleted calls in the files, as far as the database lets us."""
    await forget_words(database)
    await database.wipe()


async def expire(database: Database, cutoff: datetime, now: datetime) -> int:
    """Delete the calls that ended before `cutoff`; `CallErasure.delete_older_than` says more."""
    with named_errors("delete old calls"):
        # A few at a time, as the appends of other calls wait for each transaction.
        total = 0
        some = partial(expire_some, cutoff=cutoff, now=now)
        while expired := await database.write(some):
            total += expired
        if total:
            await forget(database)
    return total


def expire_some(connection: Connection, cutoff: datetime, now: datetime) -> int:
    """Delete a few of the calls that ended before `cutoff`.

    Returns:
        How many; 0 when there are none left.
    """
    old = select(calls.c.call_id).where(calls.c.ended_at < cutoff).limit(CHUNK)
    ids = connection.execute(old).scalars().all()
    if not ids:
        return 0
    deleted = _delete(connection, ids, now)
    note(connection, AuditAction.RETENTION, "retention", now, erased=deleted)
    return deleted["calls"]


def _delete(connection: Connection, ids: Sequence[str], now: datetime) -> dict[str, int]:
    starts = connection.execute(select(calls.c.started_at).where(calls.c.call_id.in_(ids)))
    started = starts.scalars().all()
    # The calls first: their locked rows keep other processes from appending meanwhile.
    counts = {}
    for table in (calls, events):
        result = connection.execute(delete(table).where(table.c.call_id.in_(ids)))
        counts[table.name] = result.rowcount
    erase_jobs(connection, ids, now)
    delete_rows(connection, ids)
    forget_rollups(connection, started)
    delete_words(connection, ids)
    for table in (deliveries, favourites, shadows):
        connection.execute(delete(table).where(table.c.call_id.in_(ids)))
    return counts
