"""SQLite engine: connections with their pragmas, and transactions that begin where they say."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

_BESIDE = ("", "-journal", "-wal", "-shm")
_KINDS = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"))


def check_files(path: Path) -> None:
    """Return where a database and what SQLite keeps beside it are files, or not there yet.

    SQLite would wait for a FIFO without an end.

    Raises:
        OSError: One is none; the message says which, and what it is.
    """
    for tail in _BESIDE:
        file = path.with_name(path.name + tail)
        mode = file.stat().st_mode if file.exists() else stat.S_IFREG
        if not stat.S_ISREG(mode):
            kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "a device")
            raise OSError(f"{file.name} is {kind}, and no file")


def sqlite_engine(address: URL, pragmas: Sequence[str], **options: Any) -> Engine:
    """The engine of a file; with `execution_options(immediate=True)` it is one of writers.

    Args:
        address: Of the file.
        pragmas: Set on each connection: `busy_timeout = 2000`.
        options: Those of `create_engine`.
    """

    def set_up(connection: Any, _record: Any) -> None:
        # The driver begins transactions by guesswork; None leaves that to `_begin`.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    engine = create_engine(address.set(drivername="sqlite"), **options)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # An immediate transaction waits for other writers here; a deferred one would fail where it
    # first writes.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
