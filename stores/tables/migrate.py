"""Schema migration: brings the database to the newest schema, at start and in this process."""

from importlib import import_module

from sqlalchemy import Connection, inspect, text

from stores.tables.search_schema import metadata

HEAD = "r0017"
"""The newest revision among `stores/migrations/`."""
_REVISION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)  # as Alembic makes it
LOCK = 0x5AD0CA11


def migrate(connection: Connection) -> None:
    """Give the database what it lacks, in the connection's transaction.

    An empty one gets the tables as they are now: the way there, revision by revision, would make
    the same ones (a test compares them), and to import Alembic is a tenth of a start. Several
    processes may migrate at once: the first does the work, the others wait for it. In SQLite the
    transaction itself sees to that.

    Raises:
        EventLogError: A newer version of this program has migrated it further.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables and not tables & set(metadata.tables):
        metadata.create_all(connection)
        connection.execute(text(_REVISION_TABLE))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    elif "alembic_version" not in tables or _revision(connection) != HEAD:
        import_module("stores.tables.upgrade").upgrade(connection)


def _revision(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
