"""Group commit: while one batch commits, the next one gathers; no event waits for a timer.

    submitted   a   b c d       e f
    committing      [a────────] [b c d─────] [e f────]
    done                      a            b c d      e f

A lone append commits at once; under load a batch grows to what arrives during one commit, at most
`BATCH_LIMIT`. Of two processes that hinder each other, the database undoes one transaction whole:
it is numbered and written anew, up to `ATTEMPTS` times. After any other failure, and when a commit
takes longer than `GRACE_S`, the log is away (`stores.keeper`): what waits is kept, and the batch is
tried again until the log takes it, oldest first.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from math import inf

from loguru import logger
from sqlalchemy.exc import DBAPIError

from conversation.events.event import CallEvent
from stores.batch import Append, Written, write_batch
from stores.database import Database
from stores.database_errors import cause, is_of_the_values
from stores.errors import EventLogError, UnknownCallError
from stores.keeper import Keeper
from stores.log_health import LogHealth
from stores.numbered_calls import NumberedCalls
from stores.spool import Spool

BATCH_LIMIT = 500
ATTEMPTS = 5
GRACE_S = 0.5
RETRY_S = 0.5
CLOSE_S = 2.0
_SILENT = "it does not answer"

# Two processes started the same call at once, or waited for each other: Postgres undid one of
# them whole, so it is safe to number and write it anew.
RETRY_STATES = frozenset({"23505", "40001", "40P01"})


class GroupCommit:
    """The one writer of a process: takes appends at any time, commits them in their order.

    Attributes:
        calls: The calls that this process numbers.
        health: Whether the database takes what happens.
        spool: What waits.
    """

    def __init__(self, database: Database, owner: int, spool_bytes: int = 0) -> None:
        """Make the writer of the process `owner`; `run` does its work.

        It keeps at most `spool_bytes` while the database is away.
        """
        self.spool = Spool(spool_bytes)
        self.calls = NumberedCalls(owner)
        self.health = LogHealth()
        self._database = database
        self._owner = owner
        self._keeper = Keeper(database, owner, self.spool, self.calls, self.health)
        self._one_by_one = 0
        self._give_up_at: float | None = None
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()

    def submit(
        self, event: CallEvent, interrupted_owner: int | None = None
    ) -> asyncio.Future[CallEvent]:
        """Queue an event; its future gets it numbered, or an `EventLogError`.

        It is done once the event is committed, or kept.
        """
        stored = asyncio.get_running_loop().create_future()
        if self._closing.is_set():
            stored.set_exception(EventLogError("the event log is closed"))
        else:
            self.spool.put(Append(event, stored, interrupted_owner))
            self._wake.set()
            if self._keeper.away:
                self._keeper.wake()
        return stored

    def close(self) -> None:
        """Take no more; `run` returns once all that was taken is settled."""
        self._closing.set()
        self._wake.set()

    async def run(self) -> None:
        """Commit batch after batch, until closed."""
        keeping = asyncio.create_task(self._keeper.run(), name="event-log-keeper")
        try:
            await self._commit_all()
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _commit_all(self) -> None:
        while True:
            await self._wake.wait()
            batch = self.spool.first(1 if self._one_by_one else BATCH_LIMIT)
            if batch:
                self._one_by_one = max(0, self._one_by_one - 1)
                if not await self._commit(batch) and await self._closed_meanwhile():
                    return
            elif self._closing.is_set():
                return
            else:
                self._wake.clear()

    async def _commit(self, batch: Sequence[Append]) -> bool:
        """Whether a batch needs no pause before the next one is tried."""
        grace_s = GRACE_S if self.spool.limit else inf
        late = asyncio.get_running_loop().call_later(grace_s, self._keeper.go_away, _SILENT)
        try:
            written = await self._write(batch)
        except Exception as error:  # noqa: BLE001 - the writer outlives whatever went wrong
            return await self._failed(batch, error)
        finally:
            late.cancel()
        self._settle(batch, written)
        return True

    async def _write(self, batch: Sequence[Append]) -> Written:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._database.write(
                    partial(write_batch, batch=batch, owner=self._owner)
                )
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _undone_by_another(error):
                    raise
        raise AssertionError("unreachable: the last attempt returns")

    async def _failed(self, batch: Sequence[Append], error: Exception) -> bool:
        """See to a batch that was not committed; False where it is to be tried again later."""
        reason = cause(error)
        if is_of_the_values(error):
            if len(batch) > 1:
                self._one_by_one = len(batch)
            else:
                logger.error("the event log can't append an event: {}", reason)
                self._keeper.refuse(batch, reason)
            return True
        for append in batch:
            append.tried = True
        self._keeper.go_away(reason)
        await self._keeper.keep(and_refuse=True)
        self._keeper.refuse([one for one in batch if not one.kept], reason)
        if self.spool.kept:
            return False
        self._keeper.come_back()
        return True

    def _settle(self, batch: Sequence[Append], written: Written) -> None:
        for append, outcome in zip(batch, written.outcomes, strict=True):
            with suppress(asyncio.InvalidStateError):  # it was kept, or nobody waits any more
                if isinstance(outcome, CallEvent):
                    self._stored(append, outcome, written)
                    append.stored.set_result(outcome)
                else:
                    self._refused(append, outcome)
                    append.stored.set_exception(outcome)
        self.spool.settle(batch)
        if self._keeper.away and not self.spool.kept:
            self._keeper.come_back()

    def _stored(self, append: Append, event: CallEvent, written: Written) -> None:
        if append.kept and event.seq != append.event.seq:
            logger.error(
                "call {}: another process has numbered it too; event {} is {} in the log",
                *(event.call_id, append.event.seq, event.seq),
            )
        self.calls.stored(event, written.records[event.call_id], kept=append.kept)

    def _refused(self, append: Append, refusal: EventLogError) -> None:
        if isinstance(refusal, UnknownCallError):
            self.calls.forget(append.event.call_id)
        if append.kept:
            logger.error("an event that was kept is not stored: {}", refusal)

    async def _closed_meanwhile(self) -> bool:
        """Whether to give up, once it is time to try again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_S):
                await self._closing.wait()
        if not self._closing.is_set():
            return False
        loop = asyncio.get_running_loop()
        self._give_up_at = self._give_up_at or loop.time() + CLOSE_S
        await asyncio.sleep(RETRY_S / 5)
        return loop.time() > self._give_up_at


def _undone_by_another(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRY_STATES
