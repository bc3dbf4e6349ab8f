"""The system's own Postgres for tests, or a skipped test where it has none."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from peers import postgres_server
from peers.postgres_server import Postgres

END_OTHERS = """
SELECT bool_and(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""Ends all other connections to a database; false where one does not end."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    """A connection to a database, by its address, that keeps no statements."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), statement_cache_size=0)
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def installed_postgres() -> Iterator[Postgres]:
    """A running one; skips where there is no server binary, unless one is required."""
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
