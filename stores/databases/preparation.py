"""Database preparation: what a process does with the log's database before it writes to it."""

from functools import partial

from stores.databases.database import Database, named_errors
from stores.databases.process_locks import ProcessLocks
from stores.errors import EventLogError
from stores.log.carry_over import fill
from stores.log.numbered_calls import NumberedCalls
from stores.spool.spool_folder import SpoolFolder


class Preparation:
    """Brings the tables up to date, and has this process count as living."""

    def __init__(
        self,
        database: Database,
        owners: ProcessLocks,
        calls: NumberedCalls,
        folder: SpoolFolder | None,
        *,
        ours: bool,
    ) -> None:
        """Prepare `database`; `ours` says that its file can be nothing but the log."""
        self._database = database
        self._owners = owners
        self._calls = calls
        self._folder = folder
        self._ours = ours

    async def at_start(self) -> str | None:
        """Prepare the database; returns why that can't be, where it was opened here before.

        Raises:
            EventLogError: It can't be opened, and may be the wrong one.
        """
        known = self._folder is not None and await self._folder.is_known()
        self._ours = self._ours or known
        try:
            await self.run()
        except EventLogError as error:
            if not known or not error.retryable:
                raise
            return error.message
        return None

    async def run(self) -> None:
        """Prepare the database.

        Raises:
            EventLogError: It is away.
        """
        with named_errors("open"):
            await self._database.prepare(partial(fill, running=self._calls), ours=self._ours)
            await self._owners.hold()
        if self._folder:
            await self._folder.remember()
