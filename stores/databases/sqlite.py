"""SQLite database of an event log, in a file.

A transaction runs whole in a thread of ours. Through aiosqlite each statement of it crosses to a
thread and back up to four times, so that an append costs three times the CPU, nearly all of it on
the event loop that hears the calls.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from loguru import logger
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from stores.databases.database import ENGINE_OPTIONS
from stores.databases.database_errors import cause
from stores.databases.file_locks import FileOwners
from stores.databases.sqlite_engine import sqlite_engine
from stores.databases.sqlite_file import SqliteFile, check, is_corrupt, is_stale
from stores.errors import EventLogError

Result = TypeVar("Result")

READERS = 4
BUSY_TIMEOUT_MS = 2_000
PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",
    # What was committed outlives the process, not a power cut: with WAL, NORMAL hands each commit
    # to the kernel and waits for the disk at checkpoints alone.
    "synchronous = NORMAL",
    # What is deleted is overwritten, as erasure promises.
    "secure_delete = ON",
)


class SqliteDatabase:
    """One writer and some readers; other processes may use the file too."""

    def __init__(self, address: URL) -> None:
        """Make the file, and its folder, for this user's eyes alone.

        Raises:
            EventLogError: It can't be made.
        """
        self._path = Path(address.database or "")
        try:
            self._file = SqliteFile(self._path)
        except OSError as error:
            reason = f"can't open the event log {self._path}: {cause(error)}"
            raise EventLogError(reason) from None
        self._ours = False
        self._fill: Callable[[Connection], object] | None = None
        self._begun = True
        self._suspect = False
        self._reads = sqlite_engine(address, PRAGMAS, **ENGINE_OPTIONS)
        self._writes = self._reads.execution_options(immediate=True)
        self._readers = ThreadPoolExecutor(READERS, "event-log-reader")
        self._writer = ThreadPoolExecutor(1, "event-log-writer")

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in the writer's thread.

        Where the file was deleted, replaced or is corrupt, that is logged and seen to before.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work)

    async def prepare(self, fill: Callable[[Connection], object], *, ours: bool) -> None:
        """Run `fill` in a transaction, and again in that of each file that has to be begun.

        A file that is no database is set aside only where it is `ours`.
        """
        self._ours = ours
        await self.write(fill)
        self._fill, self._ours = fill, True

    def owners(self, owner: int) -> FileOwners:
        """The processes that use the file."""
        return FileOwners(self._path, owner)

    async def wipe(self) -> None:
        """Empty the write-ahead file, which holds older copies of what was deleted."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._empty_wal)

    async def close(self) -> None:
        """Close every connection, once what runs has ended."""
        await asyncio.to_thread(self._close)

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        try:
            with self._reads.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            self._suspect = self._suspect or is_corrupt(error.orig, even_its_head=True)
            raise

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        if self._file.replaced():
            self._begin_anew(self._file.reopen(self._lend))
        try:
            if self._suspect:
                self._in_transaction(check)
            return self._in_begun_file(work)
        except DBAPIError as error:
            if not is_corrupt(error.orig, even_its_head=self._ours):
                raise
        self._reads.dispose()
        self._begin_anew(self._file.set_aside())
        return self._in_begun_file(work)

    def _begin_anew(self, happened: str) -> None:
        """Use the file that is there now."""
        logger.error("{}", happened)
        self._reads.dispose()
        self._begun = self._suspect = False

    def _in_begun_file(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work`, after what a new file needs."""
        if self._fill and not self._begun:
            self._in_transaction(self._fill)
        self._begun = True
        return self._in_transaction(work)

    def _in_transaction(self, work: Callable[[Connection], Result]) -> Result:
        try:
            with self._writes.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if is_stale(error.orig):
                self._reads.dispose()
            raise

    @contextmanager
    def _lend(self) -> Iterator[sqlite3.Connection]:
        with self._reads.connect() as connection:
            driver: Any = connection.connection.driver_connection
            yield driver

    def _empty_wal(self) -> None:
        # Past SQLAlchemy, which would begin a transaction, and that keeps the file in use.
        with self._reads.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()

    def _close(self) -> None:
        for threads in (self._readers, self._writer):
            threads.shutdown()
        self._reads.dispose()
