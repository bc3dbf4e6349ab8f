"""Deletion of calls, and the audit of it: who, when, how much, and not a word of what was said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from stores.schema import audit, calls, events


async def delete_calls(connection: AsyncConnection, call_ids: Sequence[str]) -> tuple[int, int]:
    """Delete calls and their events in the connection's transaction.

    Returns:
        The number of calls and of events that there were.
    """
    # The calls first: their locked rows keep other processes from appending meanwhile.
    deleted = await connection.execute(delete(calls).where(calls.c.call_id.in_(call_ids)))
    emptied = await connection.execute(delete(events).where(events.c.call_id.in_(call_ids)))
    return deleted.rowcount, emptied.rowcount


async def calls_ended_before(
    connection: AsyncConnection, cutoff: datetime, limit: int
) -> Sequence[str]:
    """Some of the calls that ended before a moment."""
    ended = select(calls.c.call_id).where(calls.c.ended_at < cutoff).limit(limit)
    return (await connection.execute(ended)).scalars().all()


async def write_audit(
    connection: AsyncConnection,
    *,
    at: datetime,
    action: str,
    actor: str,
    call_id: str | None,
    deleted: tuple[int, int],
) -> None:
    """Note a deletion, in the transaction that deletes.

    Args:
        connection: In that transaction.
        at: When.
        action: `erasure` of one call, or `retention`.
        actor: Who asked for it.
        call_id: The call, for an erasure.
        deleted: The number of calls and of events.
    """
    await connection.execute(
        insert(audit).values(
            at=at, action=action, actor=actor, call_id=call_id, calls=deleted[0], events=deleted[1]
        )
    )
