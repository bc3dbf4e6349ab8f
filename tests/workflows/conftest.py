"""Databases of both kinds, as the tests of the stores have them."""

from pathlib import Path

import pytest

from tests.empty_log import put_empty_log
from tests.stores.conftest import (
    kept_databases,
    log_url,
    postgres,
    postgres_log_url,
    sqlite_log_url,
)
from tests.workflows.notebook import Notebook

__all__ = [
    "kept_databases",
    "log_url",
    "postgres",
    "postgres_log_url",
    "sqlite_log_url",
]


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    """The address of an empty SQLite log."""
    await put_empty_log(tmp_path / "data")
    return f"sqlite:///{tmp_path / 'data' / 'calls.db'}"


@pytest.fixture
def notebook() -> Notebook:
    """An empty one."""
    return Notebook()
