"""Spool folder: the spool files of this machine, and which logs were opened with it."""

import asyncio
import sqlite3
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from loguru import logger

from stores.databases.database_hosts import address_of
from stores.databases.file_locks import lock_file, unlock_file
from stores.spool.spool_file import SpoolFile, lock_of
from stores.spool.spool_lines import Leftover, parse

_FILES = "spool-*.jsonl"
_KNOWN = "known"


class SpoolFolder:
    """The folder, as one process uses it.

    Attributes:
        file: The process's own file.
    """

    def __init__(self, folder: Path, owner: int, url: str) -> None:
        """Use `folder`, made when it is needed, as the process `owner`, for the log at `url`."""
        self.file = SpoolFile(folder / f"spool-{owner}.jsonl")
        self._folder = folder
        address = address_of(url).render_as_string(hide_password=True)
        self._name = sha256(address.encode()).hexdigest()[:16]
        self._adopted: dict[Path, sqlite3.Connection] = {}
        self._unreadable: set[Path] = set()

    async def is_known(self) -> bool:
        """Whether the log was opened here before, so that its address can't be a mistake."""
        return await asyncio.to_thread(lambda: self._name in self._names())

    async def remember(self) -> None:
        """Have the log known from now on."""
        await asyncio.to_thread(self._remember)

    async def leftovers(self) -> list[Leftover]:
        """What processes kept that are dead; theirs alone, and to one process alone."""
        return await asyncio.to_thread(self._take_over)

    def clear(self) -> None:
        """Remove the process's file and those of the dead: the log has all of it."""
        self.file.clear(then=self._remove)

    async def close(self) -> None:
        """Leave the files that are there to whoever starts next."""
        await self.file.close()
        for path, lock in self._adopted.items():
            unlock_file(lock, lock_of(path))

    def _names(self) -> list[str]:
        try:
            return (self._folder / _KNOWN).read_text("utf-8").split()
        except (OSError, UnicodeError):
            return []

    def _remember(self) -> None:
        if self._name not in self._names():
            with suppress(OSError):  # a disk that is full; the next start may do it
                self._folder.mkdir(parents=True, exist_ok=True)
                with (self._folder / _KNOWN).open("a", encoding="utf-8") as known:
                    known.write(self._name + "\n")

    def _take_over(self) -> list[Leftover]:
        found: list[Leftover] = []
        for path in sorted(self._folder.glob(_FILES)):
            try:
                lock = lock_file(lock_of(path))
            except sqlite3.OperationalError:
                continue  # its process lives
            try:
                leftover = parse(path.read_bytes(), int(path.stem.removeprefix("spool-")))
            except (OSError, ValueError) as error:
                self._tell(path, error)
                lock.close()
                continue
            self._adopted[path] = lock
            found.append(leftover)
        return found

    def _tell(self, path: Path, error: Exception) -> None:
        """Log that a file can't be read, once, however often it is tried."""
        if path not in self._unreadable:
            logger.error("the spool file {} can't be read ({})", path, type(error).__name__)
            self._unreadable.add(path)

    def _remove(self) -> None:
        while self._adopted:
            path, lock = self._adopted.popitem()
            path.unlink(missing_ok=True)
            unlock_file(lock, lock_of(path))
