"""Batch commit: one batch into the database, again where another process hindered it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import DBAPIError

from stores.databases.database import Database
from stores.log.batch import Append, BatchOutcome, write_batch

ATTEMPTS = 5

# Two processes started the same call at once, or waited for each other: Postgres undid one of
# them whole, so it is safe to number and write it anew.
RETRY_STATES = frozenset({"23505", "40001", "40P01"})


async def commit(
    database: Database, batch: Sequence[Append], owner: int, settle: timedelta | None
) -> BatchOutcome:
    """Store a batch for the process `owner`; up to `ATTEMPTS` times where the database undid it.

    `write_batch` says what `settle` is.

    Raises:
        Exception: What the database raised.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            work = partial(write_batch, batch=batch, owner=owner, settle=settle)
            return await database.write(work)
        except DBAPIError as error:
            if attempt == ATTEMPTS or not _undone_by_another(error):
                raise
    raise AssertionError("unreachable: the last attempt returns")


def _undone_by_another(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRY_STATES
