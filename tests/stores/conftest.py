"""Databases for the tests of the stores: a fresh one for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from peers.postgres_server import Postgres
from stores.databases.address import database_at
from stores.databases.database import Database
from stores.log.event_log import EventLog, open_event_log
from tests.empty_log import put_empty_log
from tests.postgres import installed_postgres
from tests.stores.kept_databases import KeptDatabases


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running Postgres."""
    with installed_postgres() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of an empty Postgres database."""
    async with postgres.empty_database() as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kept_databases(postgres: Postgres) -> AsyncIterator[KeptDatabases]:
    """Copies of a log that was opened once: they cost less than making its tables."""
    async with postgres.empty_database() as url:
        async with open_event_log(url):
            pass
        yield await KeptDatabases.copies(postgres.admin_url, url)


@pytest.fixture
async def postgres_log_url(kept_databases: KeptDatabases) -> AsyncIterator[str]:
    """The address of an empty log in Postgres."""
    async with kept_databases.empty() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite log that does not exist yet."""
    return f"sqlite:///{tmp_path / 'data' / 'calls.db'}"


@pytest.fixture
async def sqlite_log_url(sqlite_url: str) -> str:
    """The address of an empty log in SQLite."""
    await put_empty_log(Path(sqlite_url.removeprefix("sqlite:///")).parent)
    return sqlite_url


@pytest.fixture
async def database(log_url: str) -> AsyncIterator[Database]:
    """The database of the log, to look at and to interfere with."""
    database = database_at(log_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def log_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty log, of each kind in turn."""
    kinds = {"sqlite": "sqlite_log_url", "postgres": "postgres_log_url"}
    return request.getfixturevalue(kinds[request.param])


@pytest.fixture
async def log(log_url: str) -> AsyncIterator[EventLog]:
    """An empty log."""
    async with open_event_log(log_url) as log:
        yield log
