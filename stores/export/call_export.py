"""Export of the calls of a period, read from the event log a page at a time.

However many there are, no more than a page of records and a few calls' events are held.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from conversation.call_scope import CallScope
from conversation.events.event import CallEvent
from conversation.export.columns import COLUMNS, Shape
from conversation.export.rows import NEEDED, ListedCall, Row, rows_of
from conversation.export.table_formats import TABLE_WRITERS, TableFormat
from stores.export.parquet_export import parquet_pieces
from stores.log.event_reader import EventReader
from stores.log.records import CallRecord

PAGE = 50
_AT_ONCE = 10
"""The calls whose events are read by one question."""


async def exported(
    log: EventReader,
    shape: Shape,
    kind: TableFormat,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    agent_id: str | None = None,
    scope: CallScope | None = None,
) -> AsyncIterator[bytes]:
    """The pieces of a file of calls, the newest first; what is erased meanwhile is left out.

    Args:
        log: Where the calls are.
        shape: What a row stands for.
        kind: How it is written.
        since: Only calls that started at this time or later, timezone-aware.
        until: Only calls that started before this time, timezone-aware.
        agent_id: Only this agent's calls.
        scope: Only calls in it.

    Raises:
        EventLogError: The database does not answer.
        ExportError: What writes the format is not installed.
    """
    wanted = {"since": since, "until": until, "agent_id": agent_id, "scope": scope}
    rows = _rows(log, shape, wanted)
    if kind is TableFormat.PARQUET:
        async for piece in parquet_pieces(COLUMNS[shape], rows):
            yield piece
        return
    columns, writer = list(COLUMNS[shape]), TABLE_WRITERS[kind]
    yield writer.head(columns)
    async for some in rows:
        yield writer.write(columns, some)


async def _rows(
    log: EventReader, shape: Shape, wanted: Mapping[str, Any]
) -> AsyncIterator[list[Row]]:
    """The rows of a few calls at a time; the first come with the log's first answer."""
    page = await log.calls(limit=PAGE, **wanted)
    yield []
    while page:
        for first in range(0, len(page), _AT_ONCE):
            some = page[first : first + _AT_ONCE]
            events = await log.read_some([one.call_id for one in some], NEEDED[shape])
            # Long calls take a while; the audio of all others would wait meanwhile.
            yield await asyncio.to_thread(_rows_of, shape, some, events)
        page = await log.calls(limit=PAGE, before=page[-1].cursor, **wanted)


def _rows_of(
    shape: Shape, records: Iterable[CallRecord], events: Mapping[str, Sequence[CallEvent]]
) -> list[Row]:
    """The rows of calls that have events; one that was erased meanwhile has none."""
    return [
        row
        for record in records
        if events[record.call_id]
        for row in rows_of(shape, _facts(record), events[record.call_id])
    ]


def _facts(record: CallRecord) -> ListedCall:
    return ListedCall(
        record.call_id,
        record.source,
        record.started_at,
        record.ended_at,
        record.end_reason,
        record.agent_id,
    )
