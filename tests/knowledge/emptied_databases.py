"""Emptied databases: what tests write to Postgres is taken back, and the next one has its database.

To make a database and to drop it writes a thousand files: a third of a second of CPU, where to
drop what one test has made takes a tenth of that.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from tests.postgres import END_OTHERS, connected

_MADE = """
SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
UNION ALL
SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')
"""
"""What drops all that was made."""
_SHAPE = """
SELECT string_agg(format('SELECT count(*), max(xmin::text::bigint) FROM %s', name), ' UNION ALL ')
FROM unnest(array['pg_attribute', 'pg_db_role_setting', 'pg_default_acl', 'pg_extension',
  'pg_namespace', 'pg_proc', 'pg_type']) AS name
"""
"""Asks how many rows each catalogue has, and which transaction was the last to write one."""


class EmptiedDatabases:
    """Databases of one server, each empty again where a test has had it."""

    def __init__(self, admin_url: str) -> None:
        """Make them at a server; they go with it."""
        self._admin = admin_url
        self._kept: list[tuple[str, Any]] = []

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """The address of an empty database that is nobody else's until the block ends."""
        url, shape = self._kept.pop() if self._kept else await self._made()
        try:
            yield url
        finally:
            if await _emptied(url, shape):
                self._kept.append((url, shape))

    async def _made(self) -> tuple[str, Any]:
        name = f"test_{uuid4().hex}"
        async with connected(self._admin) as connection:
            await connection.execute(f"CREATE DATABASE {name}")
        url = f"{self._admin.rpartition('/')[0]}/{name}"
        async with connected(url) as connection:
            return url, await _shape(connection)


async def _emptied(url: str, shape: Any) -> bool:
    """Whether nothing is left of what was made."""
    async with connected(url) as connection:
        if await connection.fetchval(END_OTHERS) is False:
            return False
        for (statement,) in await connection.fetch(_MADE):
            await connection.execute(statement)
        return await _shape(connection) == shape


async def _shape(connection: Any) -> Any:
    return await connection.fetch(await connection.fetchval(_SHAPE))
