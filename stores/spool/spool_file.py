"""Spool file: what is kept, so that it outlives the process.

A line is handed to the kernel before its event is published, and synced to the disk right after, so
that a `kill -9` loses nothing, and a power cut what was shown during one sync. A disk that is full
or hangs holds nobody up: what is kept is in memory then, until it can be written. The file is there
only while the log is away; the next start stores what a dead process left in its own.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from loguru import logger

from stores.databases.file_locks import lock_file, unlock_file

WAIT_S = 0.25
"""How long a publication waits for the file."""


_TRIAL_LINES = 100
"""Lines that are written as a trial while the disk is full; the rest follows if they are taken."""


class SpoolFile:
    """The spool file of one process; a thread of its own writes it."""

    def __init__(self, path: Path) -> None:
        """Write to `path` when there is something to write."""
        self._path = path
        self._thread = ThreadPoolExecutor(1, "event-log-spool")
        self._pending: list[bytes] = []
        self._writing: asyncio.Future[None] | None = None
        self._file: int | None = None
        self._size = 0
        self._failed = False
        self._lock: sqlite3.Connection | None = None

    async def add(self, lines: Sequence[bytes]) -> None:
        """Write lines; returns once they are with the kernel, or can't be in `WAIT_S`."""
        self._pending += lines
        if self._writing is None or self._writing.done():
            self._writing = self._begin()
        now = asyncio.get_running_loop().time
        until = now() + WAIT_S
        while not self._writing.done() and (left_s := until - now()) > 0:
            await asyncio.wait([self._writing], timeout=left_s)

    def clear(self, then: Callable[[], None]) -> None:
        """Remove the file, as the log has all of it, `then` do the rest in the same thread."""
        self._pending.clear()
        self._thread.submit(self._remove)
        self._thread.submit(then)

    async def close(self) -> None:
        """Leave the file as it is, to whoever starts next."""
        await asyncio.to_thread(self._thread.shutdown)
        if self._file is not None:
            os.close(self._file)
        if self._lock is not None:
            unlock_file(self._lock, lock_of(self._path))

    def _begin(self) -> asyncio.Future[None]:
        count = _TRIAL_LINES if self._failed else len(self._pending)
        lines, self._pending = self._pending[:count], self._pending[count:]
        loop = asyncio.get_running_loop()
        writing = loop.run_in_executor(self._thread, self._write, b"".join(lines))
        writing.add_done_callback(lambda done: self._wrote(done, lines))
        return writing

    def _wrote(self, done: asyncio.Future[None], lines: list[bytes]) -> None:
        error = done.exception()
        if error is None:
            self._failed = False
            self._thread.submit(self._sync)
            if self._pending:
                self._writing = self._begin()
            return
        self._pending = lines + self._pending
        if not self._failed:
            logger.error(
                "the spool file can't be written ({}): what happens is kept in memory alone",
                os.strerror(error.errno or 0) if isinstance(error, OSError) else error,
            )
        self._failed = True

    def _write(self, content: bytes) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._lock or lock_file(lock_of(self._path))
            self._file = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            self._size = os.fstat(self._file).st_size
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self._size)  # not a part of a line
            raise
        self._size += len(content)

    def _sync(self) -> None:
        if self._file is not None:
            os.fsync(self._file)

    def _remove(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
            self._path.unlink(missing_ok=True)


def lock_of(path: Path) -> Path:
    """The file that a living process has locked whose spool file is `path`."""
    return path.with_suffix(".lock")
