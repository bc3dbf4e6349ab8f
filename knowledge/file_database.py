"""File database: the SQLite file of what is known; its writers have a thread of their own.

A writer waits up to two seconds for another process, readers for nobody: they read where they are
asked, in milliseconds. What reads for longer is asked in the loop thread of a server's library.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from knowledge.backends.sqlite_rows import forget_words
from knowledge.errors import KnowledgeError
from stores.databases.database_errors import cause
from stores.databases.sqlite_engine import check_files, sqlite_engine

Result = TypeVar("Result")

PRAGMAS = (
    "busy_timeout = 2000",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "secure_delete = ON",  # past calls are erased
)
"""For each connection."""
_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class FileDatabase:
    """One writer and some readers of a file, which is made by the first write."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path
        address = URL.create("sqlite", database=str(path))
        self._engine = sqlite_engine(address, PRAGMAS, hide_parameters=True)
        self._writes = self._engine.execution_options(immediate=True)
        self._writer = ThreadPoolExecutor(1, "knowledge-writer")

    def is_there(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that reads.

        Raises:
            KnowledgeError: The file can't be read.
        """
        try:
            return self._in(self._engine, work)
        except _ERRORS as error:
            raise self._named(error) from None

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction, all of it or nothing.

        Raises:
            KnowledgeError: The file can't be written.
        """
        return await self._in_writer(lambda: self._write(work))

    async def wipe(self) -> None:
        """Leave no copies of what was deleted: FTS5 only marks it, the write-ahead file has it."""
        await self.write(forget_words)
        await self._in_writer(self._empty_wal)

    async def close(self) -> None:
        """Close every connection, once what runs has ended."""
        await asyncio.to_thread(self._close)

    async def _in_writer(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, work)
        except _ERRORS as error:
            raise self._named(error) from None

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self._path.touch(mode=0o600)
        return self._in(self._writes, work)

    def _in(self, engine: Any, work: Callable[[Connection], Result]) -> Result:
        check_files(self._path)
        try:
            with engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError:
            # A connection to a file that was deleted or replaced goes on with the old one.
            self._engine.dispose()
            raise

    def _empty_wal(self) -> None:
        # Past SQLAlchemy, which would begin a transaction, and that keeps the file in use.
        with self._engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def _named(self, error: BaseException) -> KnowledgeError:
        code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return KnowledgeError(
                f"the knowledge in {self._path} is corrupt: move the file away,"
                " and add the documents again"
            )
        is_busy = code in _BUSY
        reason = "another process is writing to it" if is_busy else cause(error)
        return KnowledgeError(
            f"the knowledge in {self._path} can't be used: {reason}", retryable=is_busy
        )

    def _close(self) -> None:
        self._writer.shutdown()
        self._engine.dispose()
