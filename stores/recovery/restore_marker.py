"""Restore marker: a file beside the log that says which files of a restore have yet to be moved.

    copies staged ─▶ marker written ─▶ files moved, one by one ─▶ marker removed
    until here nothing is restored        from here on all is, by whoever opens the log next

It is locked while files are moved: of two who open the log at once, one moves them.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import orjson

from stores.errors import EventLogError

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: of before, it would be read into the one that is put back.
"""
_PATIENCE_S = 60.0


def begin_moving(log: Path, moves: Mapping[Path, Path], gone: Iterable[Path]) -> None:
    """Write the marker: from here on the restore is done, or is completed by the next start.

    Args:
        log: The log's file.
        moves: Where each staged file goes; all are flushed to the disk first.
        gone: The files that are to be removed.

    Raises:
        OSError: It can't be written, and nothing is restored.
    """
    for staged in moves:
        _flush(staged)
        _flush(staged.parent)
    said = {
        "moves": [[str(staged.absolute()), str(path.absolute())] for staged, path in moves.items()],
        "gone": [str(path.absolute()) for path in gone],
    }
    begun = _marker(log).with_name(f"{_marker(log).name}.new")
    begun.write_bytes(orjson.dumps(said))
    _flush(begun)
    begun.replace(_marker(log))


def is_begun(log: Path) -> bool:
    """Whether a restore of the log has files that it has yet to move."""
    return _marker(log).exists()


def complete(log: Path) -> bool:
    """Move what a restore of the log has yet to move; returns whether there was any.

    Raises:
        EventLogError: A file can't be moved; the next start tries it again.
    """
    marker = _marker(log)
    if not marker.exists():
        return False
    lock = marker.with_name(f"{marker.name}-lock")
    try:
        # SQLite's own lock, as that of `stores.databases.file_locks`, but waited for.
        with closing(sqlite3.connect(lock, timeout=_PATIENCE_S, isolation_level=None)) as held:
            held.execute("PRAGMA journal_mode = MEMORY")  # else a second file appears
            held.execute("BEGIN EXCLUSIVE")
            if marker.exists():  # else another process has done it meanwhile
                _flush(marker.parent)
                _move_all(orjson.loads(marker.read_bytes()))
                marker.unlink()
                _flush(marker.parent)
        lock.unlink(missing_ok=True)
    except (OSError, sqlite3.Error, ValueError, KeyError) as error:
        raise EventLogError(f"a restore can't be completed, as {marker} says: {error}") from None
    return True


def _marker(log: Path) -> Path:
    return log.with_name(f"{log.name}.restore")


def _move_all(said: Mapping[str, Sequence[Any]]) -> None:
    for staged, path in said["moves"]:
        _move(Path(staged), Path(path))
    for path in said["gone"]:
        _remove(Path(path), ("", *BESIDE))
    for path in {Path(path).parent for _, path in said["moves"]}:
        _flush(path)


def _move(staged: Path, path: Path) -> None:
    if staged.exists():  # else it was moved before
        _remove(path, BESIDE)
        staged.replace(path)


def _remove(path: Path, tails: Iterable[str]) -> None:
    for tail in tails:
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder, where the system can say so."""
    with suppress(PermissionError):  # a folder of Windows can't be opened
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
