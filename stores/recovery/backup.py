"""Backup of SQLite files: copied while they are used, checked, and put back.

SQLite's own backup copies a file as it was at one moment, with what its write-ahead file holds,
and keeps no writer waiting.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL

from stores.databases.file_locks import users_of
from stores.databases.sqlite_engine import sqlite_engine
from stores.errors import EventLogError
from stores.recovery.restore_marker import begin_moving, complete, is_begun
from stores.tables.migrate import migrate

LOG = "calls.db"
JOBS = "calls-jobs.db"
KNOWLEDGE = "knowledge.db"
"""The files of a backup, whatever the files are called that it is of."""

_CONTENT = {LOG: "calls", KNOWLEDGE: "knowledge_documents"}
"""The table of each file that nobody would want to lose."""


class BackupError(EventLogError):
    """A backup can't be made, or not be put back; the message says why."""

    retryable = False


def back_up(files: Mapping[str, Path], folder: Path) -> list[str]:
    """Copy the files to a new folder, for this user's eyes alone; returns the names of the copies.

    The log comes first: what the others know that it does not is of work after the backup.

    Args:
        files: By their names in the backup; the log, and those of the others that there are.
        folder: Appears once all copies are whole.

    Raises:
        BackupError: There is no log, the folder is there, or a file can't be copied.
    """
    complete(files[LOG])
    if not files[LOG].is_file():
        raise BackupError(f"there is no event log at {files[LOG]}")
    if folder.exists():
        raise BackupError(f"{folder} is there already: a backup wants a folder of its own")
    names = [name for name, path in files.items() if path.is_file()]
    with _told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        begun = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        try:
            for name in names:
                _copy(files[name], begun / name)
            begun.rename(folder)
        except BaseException:
            shutil.rmtree(begun, ignore_errors=True)
            raise
    return names


def restore(folder: Path, files: Mapping[str, Path], *, overwrite: bool) -> list[str]:
    """Put a backup back, at this version's schema; returns the names of what was put back.

    Nothing is changed before all of it is copied, checked and migrated. A process that dies
    before that changes nothing; one that dies later is completed by the next start.

    Args:
        folder: Of the backup; left as it is.
        files: Where each file goes, by its name in the backup.
        overwrite: Whether calls and documents that are there may be lost.

    Raises:
        BackupError: It is no backup, is broken, or must not go there.
        EventLogError: A newer version wrote it, or it is put back by halves: the next start does
            the rest.
    """
    if not (folder / LOG).is_file():
        raise BackupError(f"{folder} is no backup: there is no {LOG} in it")
    if users_of(files[LOG]):
        raise BackupError(f"a server uses {files[LOG]}: stop it first")
    complete(files[LOG])
    names = [name for name in files if (folder / name).is_file()]
    for name in () if overwrite else names:
        if name in _CONTENT and _is_filled(files[name], _CONTENT[name]):
            raise BackupError(f"{files[name]} is not empty: --overwrite replaces it")
    _stage_and_move(folder, files, names)
    return names


def _stage_and_move(folder: Path, files: Mapping[str, Path], names: Sequence[str]) -> None:
    staged = {name: files[name].with_name(f"{files[name].name}.restoring") for name in names}
    with _told(files[LOG]):
        try:
            for name in names:
                files[name].parent.mkdir(parents=True, exist_ok=True)
                staged[name].unlink(missing_ok=True)
                _copy(folder / name, staged[name])
            _bring_up_to_date(staged[LOG], folder)
            gone = [] if JOBS in names else [files[JOBS]]  # of work after the backup
            begin_moving(files[LOG], {staged[name]: files[name] for name in names}, gone)
        except BaseException:
            for path in () if is_begun(files[LOG]) else staged.values():
                path.unlink(missing_ok=True)
            raise
    complete(files[LOG])


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it is now, to one file without a write-ahead file beside it."""
    target.touch(mode=0o600, exist_ok=False)
    try:
        with closing(_open(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
            found = new.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{source} can't be copied: {error}") from None
    if found != "ok":
        raise BackupError(f"{source} is corrupt")


def _bring_up_to_date(log: Path, folder: Path) -> None:
    engine = sqlite_engine(URL.create("sqlite", database=str(log)), ())
    try:
        with engine.execution_options(immediate=True).begin() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise BackupError(f"{folder / LOG} is no event log")
            migrate(connection)
    finally:
        engine.dispose()


def _is_filled(path: Path, table: str) -> bool:
    """Whether a database has a row in a table; one that can't be read may have."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with closing(_open(path)) as found:
            there = "SELECT 1 FROM sqlite_master WHERE name = ?"
            if not found.execute(there, (table,)).fetchone():
                return False
            return bool(found.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone())  # noqa: S608 - ours
    except sqlite3.Error:
        return True


def _open(path: Path) -> sqlite3.Connection:
    """Open a database that is there; none is made."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{error.filename or path}: {error.strerror}") from None
