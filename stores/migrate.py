"""Schema migration: brings the database to the newest schema, at start and in this process."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from stores.errors import EventLogError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x5AD0CA11


def migrate(connection: Connection) -> None:
    """Apply the migrations that the database lacks, in the connection's transaction.

    Several processes may do so at once: the first does the work, the others wait for it. In SQLite
    the transaction itself sees to that.

    Raises:
        EventLogError: A newer version of this program has migrated it further.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:  # the database is at a revision that is not among ours
        reason = "the event log was written by a newer version"
        raise EventLogError(reason, retryable=False) from None
