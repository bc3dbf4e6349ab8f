"""Process locks of an SQLite log: each living process locks a file beside it."""

import asyncio
import os
import secrets
import sqlite3
from contextlib import suppress
from glob import escape
from pathlib import Path

_TRIES = 5


class FileOwners:
    """The processes that use one SQLite log."""

    def __init__(self, log: Path, owner: int) -> None:
        """Name this process `owner` among those that use the file `log`."""
        self._log = log
        self._owner = owner
        self._lock: sqlite3.Connection | None = None

    async def hold(self) -> None:
        """Lock this process's file."""
        self._lock = await asyncio.to_thread(lock_file, self._path(self._owner))

    async def living(self, owners: set[int]) -> set[int]:
        """Those whose file is locked; the files of the others are removed.

        This process makes its own anew where somebody has removed it.
        """
        if self._lock is not None and not self._path(self._owner).exists():
            with suppress(sqlite3.OperationalError):  # the folder is gone, or full
                await self.hold()
        return await asyncio.to_thread(lambda: {owner for owner in owners if self._lives(owner)})

    async def release(self) -> None:
        """Unlock this process's file and remove it."""
        if self._lock is not None:
            await asyncio.to_thread(unlock_file, self._lock, self._path(self._owner))

    def presence(self) -> "FilePresence":
        """This process as a server, which takes no calls yet."""
        return FilePresence(self._log)

    def _lives(self, owner: int) -> bool:
        path = self._path(owner)
        return path.exists() and _is_locked(path)

    def _path(self, owner: int) -> Path:
        return self._log.with_name(f"{self._log.name}-owner-{owner}")


class FilePresence:
    """A server that takes calls with an SQLite log, as others see it; a drain ends it."""

    def __init__(self, log: Path) -> None:
        """Name a server of the file `log` that does not take calls yet."""
        self._log = log
        self._path = log.with_name(f"{log.name}-server-{os.getpid()}-{secrets.token_hex(4)}")
        self._lock: sqlite3.Connection | None = None

    async def hold(self) -> None:
        """Take calls from now on. Where the folder takes no file, others do not see it."""
        await asyncio.to_thread(self._hold)

    async def others(self) -> int:
        """The number of other servers that take calls with the same log."""
        return await asyncio.to_thread(self._others)

    def release(self) -> None:
        """Take calls no more."""
        lock, self._lock = self._lock, None
        if lock is not None:
            unlock_file(lock, self._path)

    def _hold(self) -> None:
        for _ in range(_TRIES):
            with suppress(sqlite3.OperationalError):  # another server looks at it just now
                self._lock = lock_file(self._path)
                if self._path.exists():
                    return
                self._lock.close()  # it was taken for one of a dead server
        self._lock = None

    def _others(self) -> int:
        mine = self._path if self._lock else None
        found = self._log.parent.glob(f"{escape(self._log.name)}-server-*")
        return sum(path != mine and _is_locked(path) for path in found)


def users_of(log: Path) -> int:
    """The number of living processes that use a log."""
    return sum(_is_locked(path) for path in log.parent.glob(f"{escape(log.name)}-owner-*"))


def _is_locked(path: Path) -> bool:
    if not path.is_file():
        return False  # of nobody here; SQLite would wait for a FIFO
    try:
        unlock_file(lock_file(path), path)
    except sqlite3.OperationalError:
        return True
    return False


def lock_file(path: Path) -> sqlite3.Connection:
    """Lock a file until the connection is closed, or this process dies; it is made if missing.

    Raises:
        sqlite3.OperationalError: Another process has locked it, or it can't be made.
    """
    # SQLite's own lock on an empty file: the system's file locks, the same on every platform.
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")  # else a second file appears
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise
    return connection


def unlock_file(lock: sqlite3.Connection, path: Path) -> None:
    """Unlock what `lock_file` has locked, and remove the file."""
    lock.close()
    path.unlink(missing_ok=True)
