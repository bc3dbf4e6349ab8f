"""Rolling upgrades: a version writes on while the next one has migrated the database.

deploy/README.md has the rule: a migration only adds, and what it adds may be left out.
"""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, create_engine, inspect

from stores.databases.address import database_at
from stores.databases.database import Database
from stores.log.event_log import EventLog, open_event_log
from stores.tables.migrate import HEAD
from stores.tables.search_schema import call_words
from stores.tables.upgrade import MIGRATIONS, upgrade
from tests.stores.events import NOON, ended, said, started

REVISIONS = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("r*.py"))
ENDED = NOON + timedelta(seconds=9)
MANY = 10_000


def _tables(connection: Connection) -> dict[str, dict[str, Any]]:
    """The columns of all tables, by name."""
    look = inspect(connection)
    return {
        table: {column["name"]: column for column in look.get_columns(table)}
        for table in look.get_table_names()
    }


def _unique(connection: Connection) -> set[tuple[str, tuple[str | None, ...]]]:
    """What may be there once only, by table."""
    look = inspect(connection)
    return {
        (table, tuple(index["column_names"]))
        for table in look.get_table_names()
        for index in look.get_indexes(table)
        if index["unique"]
    }


def broken_by(before: Connection, revision: str) -> list[str]:
    """What of a schema the version before can't live with once a revision is applied."""
    old, old_unique = _tables(before), _unique(before)
    upgrade(before, revision)
    new, broken = _tables(before), []
    for table, columns in old.items():
        for name, column in columns.items():
            now = new.get(table, {}).get(name)
            if now is None:
                broken.append(f"{table}.{name} is gone")
            elif str(now["type"]) != str(column["type"]):
                broken.append(f"{table}.{name} is of another type")
            elif column["nullable"] and not now["nullable"]:
                broken.append(f"{table}.{name} must be told")
        for name, column in new.get(table, {}).items():
            if name not in columns and not column["nullable"] and column["default"] is None:
                broken.append(f"{table}.{name} must be told")
    return broken + [
        f"{table} {names} must be unique"
        for table, names in sorted(_unique(before) - old_unique)
        if table in old
    ]


def test_a_migration_only_adds_what_may_be_left_out() -> None:
    """Each revision so far: the version before reads and writes on as it did."""
    with create_engine("sqlite://").begin() as connection:
        upgrade(connection, REVISIONS[0])
        broken = {revision: broken_by(connection, revision) for revision in REVISIONS[1:]}
    assert {revision: what for revision, what in broken.items() if what} == {}
    assert REVISIONS[-1] == HEAD


class VersionBefore:
    """What a process of the version before writes: the columns and tables that it knows."""

    def __init__(self, connection: Connection) -> None:
        """Know the schema as it is now."""
        known = MetaData()
        known.reflect(connection)
        self._calls, self._events = known.tables["calls"], known.tables["events"]

    def append(self, connection: Connection, call_id: str, texts: list[str]) -> None:
        """A call with these turns, from its begin to its end."""
        turns = [said(call_id, words) for words in texts]
        row = {"call_id": call_id, "source": "text", "started_at": NOON, "last_seq": len(texts) + 2}
        row |= {"ended_at": ENDED, "end_reason": "hangup"}
        row |= {"turns": len(texts), "suggestions": 0, "owner": 0}
        connection.execute(self._calls.insert().values(row))
        for seq, event in enumerate([started(call_id), *turns, ended(call_id, ENDED)], 1):
            values = {"call_id": call_id, "seq": seq, "type": event.type.value, "at": NOON}
            words = event.data.get("text")
            connection.execute(
                self._events.insert().values(values | {"data": dict(event.data), "words": words})
            )


@pytest.fixture
async def before(postgres_url: str) -> Any:
    """A Postgres as the version before has left it, and what that version writes."""
    database = database_at(postgres_url)
    await database.write(lambda connection: upgrade(connection, REVISIONS[-2]))
    version = await database.read(VersionBefore)
    yield database, version
    await database.close()


async def test_a_version_writes_on_while_the_next_one_migrates(
    before: tuple[Database, VersionBefore], postgres_url: str
) -> None:
    """Every event of every call is there, and found by its words once the next version tidies."""
    database, version = before
    done, written = asyncio.Event(), []

    async def write() -> None:
        while not done.is_set() or len(written) < 5:
            call_id = f"C{len(written)}"
            texts = ["too expensive", "so"]
            await database.write(partial(version.append, call_id=call_id, texts=texts))
            written.append(call_id)

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write())
        while not written:  # noqa: ASYNC110 - the writer of another version tells nobody
            await asyncio.sleep(0.01)
        async with open_event_log(postgres_url) as log:
            done.set()
            await writing
            calls = await log.calls(limit=MANY)
            stored = {one.call_id: len(await log.read(one.call_id)) for one in calls}
            await log.projections.index_late(NOON)
            found = {one.call_id for one in await log.calls(search="expensive", limit=MANY)}
    assert stored == dict.fromkeys(written, 4)
    assert found == set(written)


async def test_what_is_late_is_indexed_once(log: EventLog, database: Database) -> None:
    """What has its words in the index, and what ended long ago, is left alone."""
    for call_id in ("new", "old"):
        await log.append(started(call_id))
        await log.append(said(call_id, "too expensive"))
    await log.append(ended("old", NOON))
    await log.append(ended("new", ENDED))
    assert await log.projections.index_late(NOON) == 0
    await database.write(lambda connection: connection.execute(call_words.delete()))
    assert await log.projections.index_late(NOON) == 1
    assert await log.projections.index_late(NOON) == 0
    assert [one.call_id for one in await log.calls(search="expensive")] == ["new"]
