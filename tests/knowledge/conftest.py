"""Databases for the tests of what is known: an empty one for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from peers.postgres_server import pgvector_server
from tests.knowledge.emptied_databases import EmptiedDatabases


@pytest.fixture(scope="session")
def pgvector() -> Iterator[EmptiedDatabases]:
    """The databases of a running Postgres that has pgvector."""
    with pgvector_server() as server:
        yield EmptiedDatabases(server.admin_url)


@pytest.fixture
async def pgvector_url(pgvector: EmptiedDatabases) -> AsyncIterator[str]:
    """The address of an empty database there, in which the extension is not made yet."""
    async with pgvector.empty() as url:
        yield url
