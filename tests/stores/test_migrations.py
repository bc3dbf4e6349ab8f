"""The migrations make exactly the tables that the code knows, and many starts at once are safe."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from stores.database import Database
from stores.event_log import EventLogError, open_event_log
from stores.schema import metadata


async def test_migrations_make_the_schema(log_url: str, database: Database) -> None:
    """A migrated database differs in nothing from `schema.metadata`."""

    def differences(connection: Connection) -> Any:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with open_event_log(log_url):
        assert await database.read(differences) == []


async def test_many_starts_at_once(log_url: str) -> None:
    """Processes that start together on an empty database all find it migrated."""

    async def start() -> None:
        async with open_event_log(log_url) as log:
            assert await log.calls() == []

    await asyncio.gather(*(start() for _ in range(4)))


async def test_a_log_of_a_newer_version(log_url: str, database: Database) -> None:
    """A database that a newer version has migrated is refused in one line, and left alone."""
    async with open_event_log(log_url):
        pass
    newer = text("UPDATE alembic_version SET version_num = 'r9999'")
    await database.write(lambda connection: connection.execute(newer))
    with pytest.raises(EventLogError, match="newer version"):
        async with open_event_log(log_url):
            pass


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """Another file in place of the log gets one clear error, and stays as it is."""
    path = tmp_path / "calls.db"
    path.write_text("not a database, but something of 40 bytes.....")
    before = path.read_bytes()
    with pytest.raises(EventLogError, match="not a database"):
        async with open_event_log(f"sqlite:///{path}"):
            pass
    assert path.read_bytes() == before
