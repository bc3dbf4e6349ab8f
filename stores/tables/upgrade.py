"""Schema upgrade: applies the migrations that a database lacks."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from stores.errors import EventLogError

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(connection: Connection, to: str = "head") -> None:
    """Apply them one after the other, up to a revision, in the connection's transaction.

    Raises:
        EventLogError: The database is at a revision that is not among ours.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError:
        reason = "the event log was written by a newer version"
        raise EventLogError(reason, retryable=False) from None
