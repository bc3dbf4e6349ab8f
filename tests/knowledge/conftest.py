"""Databases for the tests of what is known: a fresh one for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from peers.postgres_server import Postgres, pgvector_server


@pytest.fixture(scope="session")
def pgvector() -> Iterator[Postgres]:
    """A running Postgres that has pgvector."""
    with pgvector_server() as server:
        yield server


@pytest.fixture
async def pgvector_url(pgvector: Postgres) -> AsyncIterator[str]:
    """The address of an empty database there, in which the extension is not made yet."""
    async with pgvector.empty_database() as url:
        yield url
