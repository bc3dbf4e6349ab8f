"""Server database: what is known, in the Postgres of DATABASE_URL."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import Connection

from knowledge.errors import KnowledgeError
from stores.databases.address import database_at
from stores.databases.database import DATABASE_ERRORS
from stores.databases.database_errors import cause
from stores.errors import EventLogError

Result = TypeVar("Result")


class ServerDatabase:
    """A pool of connections of its own, so that calls' events wait for no document."""

    def __init__(self, url: str) -> None:
        """Name the database; nothing is connected yet.

        Raises:
            KnowledgeError: The address is of no database.
        """
        try:
            self._database = database_at(url)
        except EventLogError as error:
            raise KnowledgeError(error.message) from None

    def is_there(self) -> bool:
        """Whether it can have been written to: who knows, without asking?"""
        return True

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that reads.

        Raises:
            KnowledgeError: The database can't be asked.
        """
        return await _told(self._database.read(work))

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction, all of it or nothing.

        Raises:
            KnowledgeError: The database can't be written.
        """
        return await _told(self._database.write(work))

    async def wipe(self) -> None:
        """Leave no older copies of what was deleted, as far as the database lets us."""
        await self._database.wipe()

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()


async def _told(asked: Awaitable[Result]) -> Result:
    try:
        return await asked
    except DATABASE_ERRORS as error:
        raise KnowledgeError(
            f"the knowledge in DATABASE_URL can't be used: {cause(error)}", retryable=True
        ) from None
