"""Databases that tests share, one after the other, are as new for each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import pytest

from stores.log.event_log import open_event_log
from tests.stores.events import said, started
from tests.stores.kept_databases import KeptDatabases

WRITTEN = (started("CA1"), said("CA1", "hello"))


@asynccontextmanager
async def _left_open(url: str, statement: str) -> AsyncIterator[Any]:
    """A connection that has done something, and stays while the block lasts."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
        yield connection
    finally:
        connection.terminate()


async def test_the_next_finds_no_row_and_counts_from_the_beginning(
    kept_databases: KeptDatabases,
) -> None:
    """Whatever was written, and by a connection that was never closed; in the same database."""
    held = "BEGIN; DELETE FROM events; SELECT pg_advisory_lock(7)"
    async with AsyncExitStack() as stack:
        async with kept_databases.empty() as url:
            async with open_event_log(url) as log:
                first = [await log.append(event) for event in WRITTEN]
            left = await stack.enter_async_context(_left_open(url, held))
        async with kept_databases.empty() as again, open_event_log(again) as log:
            assert again == url
            assert await log.read("CA1") == []
            assert [await log.append(event) for event in WRITTEN] == first
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await left.execute("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE other (one int)",
        "DROP TABLE spending",
        "ALTER TABLE events ADD COLUMN other int",
        "CREATE INDEX other ON calls (call_id)",
        "CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = 'other'",
        "ALTER DATABASE {} SET work_mem = '1MB'",
        "ALTER DATABASE {} CONNECTION LIMIT 1",
    ],
)
async def test_a_database_that_is_another_now_is_not_used_again(
    statement: str, kept_databases: KeptDatabases
) -> None:
    """More than rows were changed: the next has one of its own."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(kept_databases.empty())
        done = statement.format(url.rpartition("/")[2])
        await stack.enter_async_context(_left_open(url, done))
    async with kept_databases.empty() as another:
        assert another != url
