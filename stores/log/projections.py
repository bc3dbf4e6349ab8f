"""Projections of the event log, made again of its events: what insights and searches read."""

from datetime import datetime
from functools import partial

from stores.databases.database import Database, named_errors
from stores.erasure.erasure import forget
from stores.insights.rebuild import rebuild
from stores.search.index import index_late


class Projections:
    """The rows that are made of events in the transactions that store them."""

    def __init__(self, database: Database) -> None:
        """Make those of `database`."""
        self._database = database

    async def index_late(self, ended_after: datetime) -> int:
        """Have calls that ended after a moment found by all that was said in them.

        Returns:
            How many events no version that knows the search had stored.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("index"):
            return await self._database.write(partial(index_late, ended_after=ended_after))

    async def rebuild(self) -> int:
        """Make all of them again; it is safe while calls go on.

        Returns:
            How many calls.

        Raises:
            EventLogError: The database does not answer; a part is made, the rest is as it was.
        """
        with named_errors("rebuild insights"):
            calls = await rebuild(self._database)
            await forget(self._database)
        return calls
