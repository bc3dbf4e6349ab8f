"""Databases of both kinds, as the tests of the stores have them."""

import pytest

from tests.stores.conftest import (
    kept_databases,
    log_url,
    postgres,
    postgres_log_url,
    sqlite_log_url,
    sqlite_url,
)
from tests.workflows.notebook import Notebook

__all__ = [
    "kept_databases",
    "log_url",
    "postgres",
    "postgres_log_url",
    "sqlite_log_url",
    "sqlite_url",
]


@pytest.fixture
def notebook() -> Notebook:
    """An empty one."""
    return Notebook()
