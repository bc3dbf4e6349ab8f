"""Consent counts: the calls of a period by what was last told of their customers' consent."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select

from stores.databases.database import Database, named_errors
from stores.tables.schema import calls


class ConsentCounter:
    """The counts of one log."""

    def __init__(self, database: Database) -> None:
        """Count in `database`."""
        self._database = database

    async def since(self, begin: datetime) -> Mapping[str | None, int]:
        """How many calls began at `begin` or later, by their consent; None: nothing was told.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("count consents"):
            return await self._database.read(partial(_counts, begin=begin))


def _counts(connection: Connection, begin: datetime) -> Mapping[str | None, int]:
    counted = (
        select(calls.c.consent, func.count())
        .where(calls.c.started_at >= begin)
        .group_by(calls.c.consent)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}
