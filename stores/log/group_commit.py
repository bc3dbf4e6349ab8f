"""Group commit: while one batch commits, the next one gathers; no event waits for a timer.

    submitted   a   b c d       e f
    committing      [a────────] [b c d─────] [e f────]
    done                      a            b c d      e f

A lone append commits at once; under load a batch grows to what arrives during one commit, at most
`BATCH_LIMIT`. Of two processes that hinder each other, the database undoes one transaction whole:
it is numbered and written anew (`stores.log.commit`). After any other failure, and when a commit
takes longer than `GRACE_S`, the log is away (`stores.spool.keeper`): what waits is kept, and the
batch is tried again until the log takes it, oldest first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from math import inf

from loguru import logger

from conversation.events.event import CallEvent
from stores.databases.database import Database
from stores.databases.database_errors import cause, is_of_the_values
from stores.databases.retry_pause import RetryPause
from stores.errors import EventLogError, UnknownCallError
from stores.grace import GracePeriod
from stores.log.batch import Append, BatchOutcome
from stores.log.commit import commit
from stores.log.log_health import LogHealth
from stores.log.numbered_calls import NumberedCalls
from stores.spool.keeper import SpoolKeeper
from stores.spool.spool import Spool
from stores.spool.spool_folder import SpoolFolder

BATCH_LIMIT = 500
GRACE_S = 0.5


class GroupCommit:
    """The one writer of a process: takes appends at any time, commits them in their order.

    Attributes:
        calls: The calls that this process numbers.
        health: Whether the database takes what happens.
        owner: This process, as `stores.databases.process_locks` names processes.
        spool: What waits.
    """

    def __init__(
        self,
        database: Database,
        owner: int,
        limit: int = 0,
        folder: SpoolFolder | None = None,
        settle: timedelta | None = None,
    ) -> None:
        """Make the writer of `owner`; it keeps `limit` bytes, in a file of `folder` too."""
        self._settle_time = settle
        self.spool = Spool(limit)
        self.calls = NumberedCalls(owner)
        self.health = LogHealth()
        self.owner = owner
        self._database = database
        self._keeper = SpoolKeeper(database, self.spool, self.calls, self.health, folder)
        self._one_by_one = 0
        self._wake, self._closing = asyncio.Event(), asyncio.Event()
        self._pause = RetryPause(self._closing)

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

    async def adopt(self) -> None:
        """Store what processes of this machine kept that are dead."""
        await self._keeper.adopt()
        self._wake.set()

    def go_away(self, reason: str) -> None:
        """Keep what comes: the database takes nothing."""
        self._keeper.go_away(reason)

    async def run(self, prepare: Callable[[], Awaitable[None]] | None = None) -> None:
        """Commit batch after batch, until closed.

        Args:
            prepare: Makes a database ready that was away at the start; before anything else.
        """
        keeping = asyncio.create_task(self._keeper.run(), name="event-log-keeper")
        try:
            if prepare is None or await self._prepared(prepare):
                await self._commit_all()
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            if self.spool.kept:
                logger.error("{} events are in the spool, not in the event log", self.spool.kept)

    async def _prepared(self, prepare: Callable[[], Awaitable[None]]) -> bool:
        """Make the database ready, whenever that is; False where the log is closed before."""
        while True:
            try:
                await prepare()
            except EventLogError as error:
                self._keeper.go_away(error.message)
                await self._keeper.keep(and_refuse=True)
                if not await self._pause.over():
                    return False
            else:
                if not self.spool.kept:
                    self._keeper.come_back()
                return True

    async def _commit_all(self) -> None:
        while True:
            await self._wake.wait()
            batch = self.spool.first(1 if self._one_by_one else BATCH_LIMIT)
            if batch:
                self._one_by_one = max(0, self._one_by_one - 1)
                if not await self._commit(batch) and not await self._pause.over():
                    return
            elif self._closing.is_set():
                return
            else:
                self._wake.clear()

    async def _commit(self, batch: Sequence[Append]) -> bool:
        """Whether a batch needs no pause before the next one is tried."""
        grace_s = GRACE_S if self.spool.limit else inf
        late = GracePeriod(grace_s, partial(self._keeper.go_away, "it does not answer"))
        try:
            written = await commit(self._database, batch, self.owner, self._settle_time)
        except Exception as error:  # noqa: BLE001 - the writer outlives whatever went wrong
            return await self._failed(batch, error)
        finally:
            late.cancel()
        self._settle(batch, written)
        return True

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
        self._keeper.go_away(reason)
        await self._keeper.keep(and_refuse=True)
        self._keeper.refuse([one for one in batch if not one.kept], reason)
        if self.spool.kept:
            return False
        self._keeper.come_back()
        return True

    def _settle(self, batch: Sequence[Append], written: BatchOutcome) -> None:
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

    def _stored(self, append: Append, event: CallEvent, written: BatchOutcome) -> None:
        if append.kept and event.seq != append.event.seq:
            message = "call {}: another process has numbered it too; {} is {} in the log"
            logger.error(message, event.call_id, append.event.seq, event.seq)
        self.calls.stored(event, written.records[event.call_id], kept=append.kept)

    def _refused(self, append: Append, refusal: EventLogError) -> None:
        if isinstance(refusal, UnknownCallError):
            self.calls.forget(append.event.call_id)
        if append.kept:
            logger.error("an event that was kept is not stored: {}", refusal)
