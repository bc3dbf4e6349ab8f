"""Export of the calls of a period, read from the event log a page at a time.

However many there are, no more than a page of records and one call's events are held.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from conversation.export.columns import COLUMNS, Shape
from conversation.export.rows import CallFacts, rows_of
from conversation.export.table_formats import TABLE_WRITERS, TableFormat
from stores.event_reader import EventReader
from stores.records import CallRecord

PAGE = 50


async def exported(
    log: EventReader,
    shape: Shape,
    kind: TableFormat,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    agent_id: str | None = None,
) -> AsyncIterator[bytes]:
    """The pieces of a file of calls, the newest first; what is erased meanwhile is left out.

    Args:
        log: Where the calls are.
        shape: What a row stands for.
        kind: How it is written.
        since: Only calls that started at this time or later, timezone-aware.
        until: Only calls that started before this time, timezone-aware.
        agent_id: Only this agent's calls.

    Raises:
        EventLogError: The database does not answer.
    """
    columns, writer = list(COLUMNS[shape]), TABLE_WRITERS[kind]
    wanted = {"since": since, "until": until, "agent_id": agent_id}
    page = await log.calls(limit=PAGE, **wanted)
    yield writer.head(columns)
    while page:
        for record in page:
            if events := await log.read(record.call_id):
                # A long call takes a while; the audio of all others would wait meanwhile.
                rows = await asyncio.to_thread(rows_of, shape, _facts(record), events)
                yield writer.write(columns, rows)
        page = await log.calls(limit=PAGE, before=page[-1].cursor, **wanted)


def _facts(record: CallRecord) -> CallFacts:
    return CallFacts(
        record.call_id,
        record.source,
        record.started_at,
        record.ended_at,
        record.end_reason,
        record.agent_id,
    )
