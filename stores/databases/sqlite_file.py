"""Database file of SQLite: made, watched, and set aside where it is corrupt.

| found before a write | what is done |
|---|---|
| the file that was opened | nothing |
| no file: it was deleted | it is written again from what is still open |
| another file | that one is used from now on |
| a corrupt file | it is renamed, and a new one begun |
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from stores.databases.sqlite_engine import check_files

_WITH_LOG = ("", "-wal", "-shm")


class SqliteFile:
    """The file of an SQLite database, and those that SQLite keeps beside it."""

    def __init__(self, path: Path) -> None:
        """Make the file and its folder, where they are missing, for this user's eyes alone.

        Raises:
            OSError: It can't be made.
        """
        self._path = path
        self._make()

    def replaced(self) -> bool:
        """Whether another file, or none, is where ours was."""
        return _identity(self._path) != self._opened

    def reopen(self, connect: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> str:
        """Go on with the file that is there now; returns what happened, for the log.

        Args:
            connect: Lends a connection, which is to the file that was there before if one is open.

        Raises:
            OSError, sqlite3.Error: It can't be made.
        """
        gone = _identity(self._path) is None
        self._make()
        if not gone:
            return f"the event log {self._path} was replaced; the file that is there now is used"
        with connect() as old, closing(sqlite3.connect(self._path)) as new:
            old.backup(new)
        return f"the event log {self._path} was deleted; it is written again from what was open"

    def set_aside(self) -> str:
        """Rename a corrupt file and begin a new one; returns what happened, for the log.

        Its new name says when it was written last.

        Raises:
            OSError: It can't be renamed.
        """
        written_at = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        name = f"{self._path.name}.corrupt-{written_at:%Y%m%dT%H%M%SZ}-{os.getpid()}"
        aside = self._path.with_name(name)
        for tail in _WITH_LOG:
            file = self._path.with_name(self._path.name + tail)
            if file.exists():
                file.rename(aside.with_name(aside.name + tail))
        self._make()
        return f"the event log {self._path} is corrupt; it is now {aside.name}, a new one is begun"

    def _make(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        check_files(self._path)
        if not self._path.exists():  # to touch one needs a disk that can be written
            self._path.touch(mode=0o600)
        self._opened = _identity(self._path)


def is_corrupt(error: BaseException | None, *, even_its_head: bool) -> bool:
    """Whether SQLite says that a file is a broken database; without a head, it looks like none."""
    corrupt = (sqlite3.SQLITE_CORRUPT, *([sqlite3.SQLITE_NOTADB] if even_its_head else []))
    return _code(error) in corrupt


def check(connection: Connection) -> None:
    """Read the whole file, as a part of it could not be read.

    Raises:
        DatabaseError: It is corrupt.
    """
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise DatabaseError(
            "PRAGMA quick_check", None, _Corrupt("database disk image is malformed")
        )


class _Corrupt(sqlite3.DatabaseError):
    """Error that SQLite raises where it meets the corrupt part."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def is_stale(error: BaseException | None) -> bool:
    """Whether a new connection may do better: one that opened a file read-only stays so."""
    return _code(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def _code(error: BaseException | None) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _identity(path: Path) -> Any:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
