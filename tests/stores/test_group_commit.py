"""The writer keeps the order, and settles every append that it took."""

import asyncio
from typing import Any, cast

import pytest
from sqlalchemy import create_engine, text

from stores.databases.database import Database
from stores.errors import EventLogError
from stores.log.event_log import EventLog, open_event_log
from stores.log.group_commit import BATCH_LIMIT, GroupCommit
from stores.tables.insight_schema import metadata
from tests.stores.events import said, started


async def test_submitted_appends_are_done_in_order(log: EventLog) -> None:
    """The futures of one call call back in the order of their numbers."""
    done: list[int | None] = []
    futures = [log.append(event) for event in (started("A"), *[said("A", "x")] * 30)]
    for future in futures:
        future.add_done_callback(lambda future: done.append(future.result().seq))
    await asyncio.gather(*futures)
    assert done == list(range(1, 32))


async def test_a_cancelled_append_is_stored_nevertheless(log: EventLog) -> None:
    """Cancelling whoever waits for an append leaves no hole in the numbers."""
    await log.append(started("A"))
    waiting = log.append(said("A", "cancelled"))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await log.append(said("A", "next"))).seq == 3
    assert len(await log.read("A")) == 3


async def test_closing_settles_every_append(log_url: str) -> None:
    """Leaving the log stores what was asked for before, and refuses what comes after."""
    async with open_event_log(log_url) as log:
        pending = [log.append(event) for event in (started("A"), *[said("A", "x")] * 700)]
    assert [future.result().seq for future in pending] == list(range(1, 702))
    with pytest.raises(EventLogError, match="closed"):
        await log.append(said("A", "too late"))
    async with open_event_log(log_url) as log:
        assert len(await log.read("A")) == 701


async def test_a_failed_batch_fails_its_appends_and_leaves_no_gap(
    log: EventLog, database: Database
) -> None:
    """Each append of it gets the typed error, nothing is stored, the numbers go on."""

    async def rename(old: str, new: str) -> None:
        statement = text(f"ALTER TABLE {old} RENAME TO {new}")
        await database.write(lambda connection: connection.execute(statement))

    await log.append(started("A"))
    await rename("events", "events_elsewhere")
    failing = [log.append(said("A", "secret")) for _ in range(10)]
    failures = await asyncio.gather(*failing, return_exceptions=True)
    assert {type(failure) for failure in failures} == {EventLogError}
    assert not any("secret" in str(failure) for failure in failures)
    with pytest.raises(EventLogError):
        await log.read("A")
    await rename("events_elsewhere", "events")
    assert (await log.append(said("A", "next"))).seq == 2
    assert [event.seq for event in await log.read("A")] == [1, 2]


class OneByOne:
    """A database that lets a transaction through when it is told to, and counts its appends."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun = asyncio.Event()
        self.let_through = asyncio.Semaphore(0)
        self._engine = create_engine("sqlite://")
        metadata.create_all(self._engine)

    async def write(self, work: Any) -> Any:
        """Run `work`, a partial of `write_batch`, once it may."""
        self.sizes.append(len(work.keywords["batch"]))
        self.begun.set()
        await self.let_through.acquire()
        with self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()


async def test_what_comes_during_a_commit_is_the_next_batch() -> None:
    """The first append waits for nobody; those that come while it commits share one commit."""
    database = OneByOne()
    writer = GroupCommit(cast("Database", database), owner=1)
    running = asyncio.create_task(writer.run())
    first = writer.submit(started("A"))
    await database.begun.wait()
    rest = [writer.submit(said("A", str(n))) for n in range(600)]
    for _ in range(3):
        database.let_through.release()
    assert [(await future).seq for future in (first, *rest)] == list(range(1, 602))
    assert database.sizes == [1, BATCH_LIMIT, 600 - BATCH_LIMIT]
    writer.close()
    await running
    database.close()
