"""Databases of both kinds, as the tests of the stores have them."""

from tests.stores.conftest import log_url, postgres, postgres_url, sqlite_url

__all__ = ["log_url", "postgres", "postgres_url", "sqlite_url"]
