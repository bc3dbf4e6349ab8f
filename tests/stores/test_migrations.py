"""The migrations make exactly the tables that the code knows, and many starts at once are safe."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from stores.databases.database import Database
from stores.errors import EventLogError
from stores.log.event_log import open_event_log
from stores.tables.migrate import HEAD
from stores.tables.search_schema import FTS_TABLE, metadata
from stores.tables.upgrade import upgrade

OLD = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
"""As Alembic makes it before the first migration."""


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgres"])
def log_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn: no table is made yet."""
    return request.getfixturevalue(request.param)


def _revision(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _is_ours(name: str | None, *_: Any) -> bool:
    """Whether a table is not one of those that SQLite's full-text index is kept in."""
    return not (name or "").startswith(FTS_TABLE)


def differences(connection: Connection) -> Any:
    """What a database has more, or less, than `schema.metadata`."""
    name = connection.dialect.name

    def is_made(one: Any, *_: Any) -> bool:
        """Whether it is of this kind of database."""
        only = getattr(one, "_ddl_if", None)
        return only is None or only.dialect == name

    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": _is_ours,
        "include_object": is_made,
    }
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_migrations_make_the_schema(database: Database) -> None:
    """They lead an empty database, one by one, to the very tables that a new one gets at once."""
    await database.write(upgrade)
    assert await database.read(differences) == []
    assert await database.read(_revision) == HEAD


async def test_a_new_database_is_at_the_newest_revision(log_url: str, database: Database) -> None:
    """Nothing is left to migrate, and Alembic agrees."""
    async with open_event_log(log_url):
        assert await database.read(differences) == []
    await database.write(upgrade)
    assert await database.read(_revision) == HEAD


async def test_a_database_that_lacks_a_migration_gets_it(log_url: str, database: Database) -> None:
    """One of an older version is brought up to date at the start."""
    await database.write(lambda connection: connection.execute(text(OLD)))
    async with open_event_log(log_url) as log:
        assert await log.calls() == []
    assert await database.read(_revision) == HEAD


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
