"""The system's own Postgres for tests, or a skipped test where it has none."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from peers import postgres_server
from peers.postgres_server import Postgres


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
