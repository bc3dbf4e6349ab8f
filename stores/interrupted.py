"""Calls that were cut off: open in the log, while the process that ran them is dead."""

from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from conversation.events import CallEvent, EventType
from stores.owners import Owners
from stores.schema import calls, events

_OPEN = (
    select(calls.c.call_id, calls.c.owner, calls.c.started_at, events.c.at.label("last_at"))
    .join(events, and_(events.c.call_id == calls.c.call_id, events.c.seq == calls.c.last_seq))
    .where(calls.c.ended_at.is_(None))
)


async def closing_events(
    engine: AsyncEngine, owners: Owners, now: datetime
) -> list[tuple[CallEvent, int]]:
    """The `call.ended` that each interrupted call lacks, with the dead process's name.

    Its duration is that up to the last event, the last sign of life.
    """
    async with engine.connect() as connection:
        rows = (await connection.execute(_OPEN)).all()
    living = await owners.living({row.owner for row in rows})
    return [
        (
            CallEvent(
                row.call_id,
                EventType.CALL_ENDED,
                now,
                {
                    "reason": "interrupted",
                    "duration_ms": (row.last_at - row.started_at) // timedelta(milliseconds=1),
                },
            ),
            row.owner,
        )
        for row in rows
        if row.owner not in living
    ]
