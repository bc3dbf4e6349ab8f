"""Group commit: while one batch commits, the next one gathers; no event waits for a timer.

    submitted   a   b c d       e f
    committing      [a────────] [b c d─────] [e f────]
    done                      a            b c d      e f

A lone append commits at once; under load a batch grows to what arrives during one commit, at most
`BATCH_LIMIT`. Of two processes that hinder each other, the database undoes one transaction whole:
it is numbered and written anew, up to `ATTEMPTS` times. Any other failure fails the batch's futures
and nothing else.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from loguru import logger
from sqlalchemy.exc import DBAPIError

from conversation.events.event import CallEvent
from stores.batch import Append, write_batch
from stores.database import Database, cause
from stores.errors import EventLogError

BATCH_LIMIT = 500
ATTEMPTS = 5

# Two processes started the same call at once, or waited for each other: Postgres undid one of
# them whole, so it is safe to number and write it anew.
RETRY_STATES = frozenset({"23505", "40001", "40P01"})


class GroupCommit:
    """The one writer of a process: takes appends at any time, commits them in their order."""

    def __init__(self, database: Database, owner: int) -> None:
        """Make the writer; `run` does its work.

        Args:
            database: Where to.
            owner: The process that appends.
        """
        self._database = database
        self._owner = owner
        self._waiting: list[Append] = []
        self._wake = asyncio.Event()
        self._closed = False

    def submit(
        self, event: CallEvent, interrupted_owner: int | None = None
    ) -> asyncio.Future[CallEvent]:
        """Queue an event; its future gets it numbered, once committed, or an `EventLogError`."""
        stored = asyncio.get_running_loop().create_future()
        if self._closed:
            stored.set_exception(EventLogError("the event log is closed"))
        else:
            self._waiting.append(Append(event, stored, interrupted_owner))
            self._wake.set()
        return stored

    def close(self) -> None:
        """Take no more; `run` returns once all that was taken is settled."""
        self._closed = True
        self._wake.set()

    async def run(self) -> None:
        """Commit batch after batch, until closed."""
        while True:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:BATCH_LIMIT], self._waiting[BATCH_LIMIT:]
            if batch:
                _settle(batch, await self._commit(batch))
            elif self._closed:
                return
            else:
                self._wake.clear()

    async def _commit(self, batch: Sequence[Append]) -> Sequence[CallEvent | EventLogError]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._database.write(
                    partial(write_batch, batch=batch, owner=self._owner)
                )
            except Exception as error:  # noqa: BLE001 - the writer outlives whatever went wrong
                if attempt < ATTEMPTS and _undone_by_another(error):
                    continue
                failure = f"the event log can't append: {cause(error)}"
                logger.error("{} ({} events)", failure, len(batch))
                return [EventLogError(failure) for _ in batch]
        raise AssertionError("unreachable: the last attempt returns")


def _undone_by_another(error: Exception) -> bool:
    origin = error.orig if isinstance(error, DBAPIError) else None
    return getattr(origin, "sqlstate", None) in RETRY_STATES


def _settle(batch: Sequence[Append], outcomes: Sequence[CallEvent | EventLogError]) -> None:
    for append, outcome in zip(batch, outcomes, strict=True):
        with suppress(asyncio.InvalidStateError):  # nobody waits for it any more
            if isinstance(outcome, CallEvent):
                append.stored.set_result(outcome)
            else:
                append.stored.set_exception(outcome)
