"""Databases of both kinds, as the tests of the stores have them."""

import pytest

from tests.stores.conftest import log_url, new_log, postgres, postgres_log_url, sqlite_url
from tests.workflows.notebook import Notebook

__all__ = ["log_url", "new_log", "postgres", "postgres_log_url", "sqlite_url"]


@pytest.fixture
def notebook() -> Notebook:
    """An empty one."""
    return Notebook()
