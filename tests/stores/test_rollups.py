"""Roll-ups of insights in both databases: they say what the rows say, and no more than those."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, select, update

from conversation.events.event import CallEvent, EventType
from conversation.insights.answer import Insights
from conversation.insights.question import By, Question
from stores.databases.database import Database
from stores.log.event_log import EventLog
from stores.tables.insight_schema import insight_cards, insight_rollups
from tests.conversation.insights.calls import START, call

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CALLS = 12
NOW = START + 2 * DAY
"""The last third of the calls started today, three hours ago or less."""


def started(number: int) -> timedelta:
    """When a call started after the first: four a day, an hour between them."""
    return number // 4 * DAY - number % 4 * HOUR


async def fill(log: EventLog) -> None:
    """Append calls of three days."""

    async def append(number: int) -> None:
        for event in call(f"C{number:02}", number, known_types=True):
            await log.append(replace(event, seq=None, at=event.at + started(number)))

    await asyncio.gather(*(append(number) for number in range(CALLS)))


def slots(connection: Connection) -> set[str]:
    """The slots that are kept."""
    return set(connection.execute(select(insight_rollups.c.slot)).scalars()) - {""}


async def counted_anew(log: EventLog, database: Database, asked: Question) -> Insights:
    """The answer with nothing kept."""
    await database.write(lambda c: c.execute(insight_rollups.delete()))
    return await log.insights.answer(asked, NOW)


OF_PARTS = [
    Question(By.RULE, START - 2 * HOUR, START + DAY),
    Question(By.WEEK, None, START + 2 * DAY - 90 * timedelta(minutes=1)),
]
QUESTIONS = [*(Question(by) for by in By), *OF_PARTS]


async def test_kept_figures_are_those_of_the_rows(log: EventLog, database: Database) -> None:
    """For whole days and for parts; days that are over are kept, and hours of today."""
    await fill(log)
    first = [await counted_anew(log, database, asked) for asked in QUESTIONS]
    await log.insights.roll_up(NOW)
    assert [await log.insights.answer(asked, NOW) for asked in QUESTIONS] == first
    assert await database.read(slots) == {
        "2026-11-20",
        "2026-11-21",
        *(f"2026-11-22 {hour:02}" for hour in (9, 10, 11)),
    }
    await log.insights.roll_up(NOW + DAY)
    assert await database.read(slots) == {"2026-11-20", "2026-11-21", "2026-11-22"}


async def test_what_is_kept_is_used(log: EventLog, database: Database) -> None:
    """Rows that change with no event are not looked at again, until the rebuild."""
    await fill(log)
    asked = Question(By.PROMPT, None, START + DAY / 2)
    first = await log.insights.answer(asked, NOW)
    await database.write(lambda c: c.execute(update(insight_cards).values(fate="eaten")))
    assert await log.insights.answer(asked, NOW) == first
    await database.write(lambda c: c.execute(update(insight_rollups).values(token="old")))
    assert (await log.insights.answer(asked, NOW)).total.shown == 0
    await log.projections.rebuild()
    assert await log.insights.answer(asked, NOW) == first


async def test_an_event_more_is_counted(log: EventLog, database: Database) -> None:
    """One of a call of long ago, too; of the days as a whole, and of parts of them."""
    await fill(log)
    await log.insights.roll_up(NOW)
    rated = {"suggestion_id": "s1", "rating": "not_useful", "comment": ""}
    await log.append(CallEvent("C01", EventType.FEEDBACK_RECORDED, NOW, rated))
    for asked in (Question(By.PROMPT), *OF_PARTS):
        found = await log.insights.answer(asked, NOW)
        assert found == await counted_anew(log, database, asked)


async def test_an_erased_call_is_counted_no_more(log: EventLog, database: Database) -> None:
    """What it was counted in is deleted with it, and what is counted then lacks it."""
    await fill(log)
    await log.insights.roll_up(NOW)
    await log.erasure.delete("C01", by="dpo", now=NOW)
    assert await database.read(slots) == {
        "2026-11-21",
        *(f"2026-11-22 {hour:02}" for hour in (9, 10, 11)),
    }
    found = await log.insights.answer(Question(By.WEEK), NOW)
    assert found.total.calls == CALLS - 1
    await log.erasure.delete_older_than(NOW + DAY, NOW)
    assert await database.read(slots) == set()
    assert (await log.insights.answer(Question(By.WEEK), NOW)).total.calls == 0
