"""The rows of insights in both databases: written along, rebuilt, and gone with their call."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from conversation.events.event import CallEvent
from conversation.insights.rows import Rows
from stores.databases.database import Database
from stores.log.event_log import EventLog
from stores.tables.insight_schema import insight_calls, insight_cards, metadata
from tests.conversation.insights.calls import START, call

CALLS = 6


def rows(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows, in an order of their own."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in Rows:
        every = connection.execute(select(metadata.tables[table.value])).all()
        found[table.value] = sorted((tuple(row) for row in every), key=repr)
    return found


async def append_calls(log: EventLog, number: int = CALLS) -> None:
    """Append made-up calls side by side, so that batches hold several."""

    async def append(events: list[CallEvent]) -> None:
        for event in events:
            await log.append(replace(event, seq=None))

    made = (call(f"C{n}", n, known_types=True) for n in range(number))
    await asyncio.gather(*(append(events) for events in made))


async def test_a_rebuild_changes_nothing(log: EventLog, database: Database) -> None:
    """What was written along is what the log adds up to; what was spoilt is as it was."""
    await append_calls(log)
    written = await database.read(rows)
    assert {name: bool(found) for name, found in written.items()} == dict.fromkeys(written, True)
    assert await log.projections.rebuild() == CALLS
    assert await database.read(rows) == written
    await database.write(lambda c: c.execute(delete(insight_calls)))
    await database.write(lambda c: c.execute(update(insight_cards).values(fate="eaten")))
    gone = {"call_id": "gone", "card_id": "s1"}
    await database.write(lambda c: c.execute(insert(insight_cards).values(gone)))
    assert await log.projections.rebuild() == CALLS
    assert await database.read(rows) == written


async def test_a_rebuild_beside_calls_that_go_on(log: EventLog, database: Database) -> None:
    """Nothing is lost, and nothing is counted twice."""
    _, first = await asyncio.gather(append_calls(log), log.projections.rebuild())
    assert first <= CALLS
    written = await database.read(rows)
    await log.projections.rebuild()
    assert await database.read(rows) == written


async def test_an_erased_call_leaves_no_row(log: EventLog, database: Database) -> None:
    """Neither one that somebody deletes, nor one that is old."""
    await append_calls(log, 2)
    await log.erasure.delete("C0", by="dpo", now=START)
    left = await database.read(rows)
    assert {row[0] for found in left.values() for row in found} == {"C1"}
    await log.erasure.delete_older_than(START + timedelta(days=1), now=START)
    assert not any((await database.read(rows)).values())
