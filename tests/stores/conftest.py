"""Databases for the tests of the stores: a fresh one for each test."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from peers import postgres_server
from peers.postgres_server import Postgres
from stores.address import database_at
from stores.database import Database
from stores.event_log import EventLog, open_event_log


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running Postgres; skips where there is no server binary, unless one is required."""
    binaries = postgres_server.find_binaries()
    if binaries is None:
        if os.environ.get(postgres_server.REQUIRED) == "1":
            pytest.fail(postgres_server.MISSING)
        pytest.skip(postgres_server.MISSING)
    # Not pytest's own folder: the server runs as another user, who must be able to enter it.
    with (
        tempfile.TemporaryDirectory(prefix="callshadow-postgres-") as folder,
        postgres_server.postgres_server(binaries, Path(folder)) as server,
    ):
        yield server


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of an empty Postgres database."""
    name, url = postgres.new_database()
    options = {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": True}
    engine = create_async_engine(postgres.admin_url, **options)
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield url
    async with engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite log that does not exist yet."""
    return f"sqlite:///{tmp_path / 'data' / 'calls.db'}"


@pytest.fixture
async def database(log_url: str) -> AsyncIterator[Database]:
    """The database of the log, to look at and to interfere with."""
    database = database_at(log_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def log_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def log(log_url: str) -> AsyncIterator[EventLog]:
    """An empty log."""
    async with open_event_log(log_url) as log:
        yield log
