"""DBOS configuration: its database beside the log's, its fixed version, and its silence."""

import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from dbos import DBOSConfig, Serializer
from loguru import logger
from sqlalchemy.engine import URL

from stores.databases.address import POSTGRES, jobs_file
from stores.databases.database_hosts import address_of
from stores.databases.sqlite_engine import check_files

VERSION = "1"
"""Of the workflow's code, by our own count: raised only when running jobs can't go on with it."""
_POOL = 5
# What psycopg knows of an address; the rest is asyncpg's, or nobody's.
_LIBPQ = frozenset(
    {
        "application_name",
        "connect_timeout",
        "host",
        "options",
        "passfile",
        "port",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
    }
)


class JsonSerializer(Serializer):
    """Keeps ids and codes as JSON: nothing that is read is run, as a pickle would be."""

    def name(self) -> str:
        """What the rows say that they are."""
        return "callshadow_json"

    def serialize(self, data: Any) -> str:
        """As JSON; an error by its type alone."""
        return json.dumps(data, default=lambda value: {"error": type(value).__name__})

    def deserialize(self, serialized_data: str) -> Any:
        """From JSON."""
        found = json.loads(serialized_data)
        if isinstance(found, dict) and set(found) == {"error"}:
            return RuntimeError(found["error"])
        return found


def dbos_config(log_url: str, executor: str) -> DBOSConfig:
    """The configuration of the engine beside a log.

    Args:
        log_url: The address of the log's database: a file gets one beside it, a Postgres a schema.
        executor: The name of this process, which no other living one has.
    """
    return {
        "name": "callshadow",
        "system_database_url": _engine_url(address_of(log_url)),
        "sys_db_pool_size": _POOL,
        "use_listen_notify": False,  # nothing waits in the engine
        "executor_id": executor,
        "application_version": VERSION,
        "serializer": JsonSerializer(),
        "enable_otlp": False,
        "log_level": "WARNING",
        "db_engine_kwargs": {"hide_parameters": True},
    }


def quiet() -> None:
    """Have DBOS log to our log: its warnings, by their first line, never with a traceback."""
    log = logging.getLogger("dbos")
    if not any(isinstance(handler, _Forward) for handler in log.handlers):
        log.handlers = [_Forward()]
        log.propagate = False


class _Forward(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage().partition("\n")[0]
        logger.debug("dbos: {}", told)


def _engine_url(url: URL) -> str:
    if url.drivername in POSTGRES:
        unknown = [name for name in url.query if name not in _LIBPQ]
        url = url.set(drivername="postgresql").difference_update_query(unknown)
        return url.render_as_string(hide_password=False)
    path = jobs_file(Path(url.database or ""))
    _make(path)
    return f"sqlite:///{path.absolute()}"


def _make(path: Path) -> None:
    """Make the file for this user's eyes alone, with a write-ahead file: no commit waits for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    check_files(path)
    path.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
