"""The migrations make exactly the tables that the code knows, and many starts at once are safe."""

import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from stores.database import Database
from stores.event_log import open_event_log
from stores.schema import metadata


async def test_migrations_make_the_schema(log_url: str, database: Database) -> None:
    """A migrated database differs in nothing from `schema.metadata`."""

    def differences(connection: Connection) -> Any:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with open_event_log(log_url):
        assert await database.read(differences) == []


async def test_many_starts_at_once(log_url: str) -> None:
    """Processes that start together on an empty database all find it migrated."""

    async def start() -> None:
        async with open_event_log(log_url) as log:
            assert await log.calls() == []

    await asyncio.gather(*(start() for _ in range(4)))
