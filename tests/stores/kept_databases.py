"""Kept databases: empty logs in Postgres that tests use one after the other.

To make a database writes a thousand files: a quarter of a second of CPU, where to empty one takes
a twentieth, and most tests take less.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg

from tests.postgres import END_OTHERS, connected

_CATALOGUES = """
SELECT string_agg(format('SELECT count(*), max(xmin::text::bigint) FROM %s', name), ' UNION ALL ')
FROM unnest(array['pg_attrdef', 'pg_attribute', 'pg_constraint', 'pg_event_trigger',
  'pg_extension', 'pg_index', 'pg_namespace', 'pg_policy', 'pg_proc', 'pg_rewrite',
  'pg_trigger', 'pg_type']) AS name
"""
"""Asks how many rows each catalogue has, and which transaction was the last to write one."""
_DATABASE = """
SELECT datallowconn, datconnlimit,
  (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = d.oid),
  (SELECT array_agg(version_num) FROM alembic_version)
FROM pg_database d WHERE datname = current_database()
"""
_LOOKS = """
SELECT string_agg(format('SELECT %L WHERE EXISTS (SELECT FROM %s)', name, name), ' UNION ALL ')
FROM pg_tables, format('%I.%I', schemaname, tablename) AS name
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'alembic_version'
"""
"""Asks which tables have a row."""
_RESTART = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


class KeptDatabases:
    """Copies of the database of an empty log; what one has written there, the next does not see."""

    def __init__(self, admin: str, template: str, shape: Any) -> None:
        """Use `copies`."""
        self._admin = admin
        self._template = template
        self._shape = shape
        self._kept: list[str] = []

    @classmethod
    async def copies(cls, admin_url: str, of: str) -> "KeptDatabases":
        """Copies of the database at an address, to which nobody is connected."""
        async with connected(of) as connection:
            assert await _filled(connection) == []
            shape = await _shape(connection)
        return cls(admin_url, of, shape)

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """The address of an empty log that is nobody else's until the block ends."""
        url = self._kept.pop() if self._kept else await self._made()
        try:
            yield url
        finally:
            if await self._is_empty_again(url):
                self._kept.append(url)
            else:
                await self._ask_admin(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    async def _made(self) -> str:
        name = f"test_{uuid4().hex}"
        await self._ask_admin(f"CREATE DATABASE {name} TEMPLATE {_name(self._template)}")
        return self._template.removesuffix(_name(self._template)) + name

    async def _is_empty_again(self, url: str) -> bool:
        """Take back what was written; false where more than rows has changed."""
        try:
            async with connected(url) as connection:
                ended = await connection.fetchval(END_OTHERS)
                if ended is False or await _shape(connection) != self._shape:
                    return False
                if filled := await _filled(connection):
                    await connection.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
                await connection.execute(_RESTART)
        except (OSError, asyncpg.PostgresError):
            return False
        return True

    async def _ask_admin(self, statement: str) -> None:
        async with connected(self._admin) as connection:
            await connection.execute(statement)


async def _shape(connection: Any) -> Any:
    """What a test may have changed besides rows of tables."""
    catalogues = await connection.fetch(await connection.fetchval(_CATALOGUES))
    return catalogues, await connection.fetchrow(_DATABASE)


async def _filled(connection: Any) -> list[str]:
    """The tables that have a row."""
    return [name for (name,) in await connection.fetch(await connection.fetchval(_LOOKS))]


def _name(url: str) -> str:
    return url.rpartition("/")[2]
