"""Brings the database to the newest schema, at start and in this process."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from stores.engine import WRITES, create_file, is_sqlite, make_engine

LOCK = 0x5AD0_CA11


async def migrate(address: URL) -> None:
    """Apply the migrations that the database lacks.

    Several processes may do so at once: the first does the work, the others wait for it.

    Raises:
        EventLogError: The file of an SQLite log can't be made.
        SQLAlchemyError, OSError: The database can't be reached or migrated.
    """
    # A thread with a loop of its own: Alembic reads files, which would hold up the caller's loop.
    await asyncio.to_thread(asyncio.run, _migrate(address))


async def _migrate(address: URL) -> None:
    if is_sqlite(address):
        create_file(address)
    engine = make_engine(address).execution_options(**WRITES)
    try:
        async with engine.begin() as connection:
            if not is_sqlite(address):
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
