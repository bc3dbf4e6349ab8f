"""Keeper: numbers what happens while the log is away, and answers for it.

What is kept gets the next number of its call, from memory; it is written to the spool file, and its
future is done, as if it were in the log. What can't be kept is refused: an event of a call that
this process does not number, or one more than the spool holds.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from loguru import logger

from conversation.events.event import CallEvent, EventType
from stores.databases.database import DATABASE_ERRORS, Database
from stores.errors import EventLogError
from stores.log.batch import Append
from stores.log.call_queries import records_before
from stores.log.log_health import LogHealth, LogState
from stores.log.numbered_calls import NumberedCalls
from stores.log.records import CallRecord
from stores.spool.spool import Spool
from stores.spool.spool_folder import SpoolFolder
from stores.spool.spool_lines import event_line, record_line

_READ_S = 1.0
_READ_AGAIN_S = 5.0


class SpoolKeeper:
    """Keeps what waits in the spool while the log is away."""

    def __init__(
        self,
        database: Database,
        spool: Spool,
        calls: NumberedCalls,
        health: LogHealth,
        folder: SpoolFolder | None = None,
    ) -> None:
        """Keep for the process that numbers `calls`; in a file of `folder` too, if there is one."""
        self._database = database
        self._spool = spool
        self._calls = calls
        self._health = health
        self._folder = folder
        self._one_at_a_time = asyncio.Lock()
        self._wake = asyncio.Event()
        self._refuses = False
        self._unreadable_until = 0.0

    @property
    def away(self) -> bool:
        """Whether the database takes nothing at present."""
        return self._health.away

    def go_away(self, reason: str) -> None:
        """Have what waits kept, and what comes: the database takes nothing."""
        if not self.away:
            logger.error("the event log takes nothing: {}", reason)
        full = self._health.state is LogState.FULL
        self._health.set(LogState.FULL if full else LogState.KEEPING, reason)
        self.wake()

    def come_back(self) -> None:
        """Keep nothing more: everything that was kept is in the log."""
        if self._refuses:
            logger.info("the event log takes events again")
        self._refuses = False
        self._calls.forget_others()
        self._health.set(LogState.OK)
        if self._folder:
            self._folder.clear()

    def wake(self) -> None:
        """Have `run` keep what waits."""
        self._wake.set()

    def refuse(self, appends: Sequence[Append], reason: str | None) -> None:
        """Have appends wait no more, as they are not stored."""
        for append in appends:
            if not append.stored.done():
                append.stored.set_exception(EventLogError(f"the event log can't append: {reason}"))
        self._spool.settle(appends)

    async def run(self) -> None:
        """Keep what waits whenever it is asked for, without an end."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.keep()

    async def keep(self, *, and_refuse: bool = False) -> None:
        """Keep what waits; what can't be kept waits on.

        Args:
            and_refuse: Refuse what can't be kept, now and until the log comes back.
        """
        self._refuses = self._refuses or and_refuse
        async with self._one_at_a_time:
            waiting = self._spool.not_kept()
            await self._begin_calls(waiting)
            kept: list[Append] = []
            lines: list[bytes] = []
            for append in waiting:
                if append.done:
                    continue
                if self._keep(append, lines):
                    kept.append(append)
                elif self._refuses:
                    self.refuse([append], self._health.cause)
            if self._folder and lines:
                await self._folder.file.add(lines)
            for append in kept:
                if not append.stored.done():
                    append.stored.set_result(append.event)

    def _keep(self, append: Append, lines: list[bytes]) -> bool:
        call, event = self._calls.get(append.event.call_id), self._calls.next(append.event)
        if call is None or event is None or append.interrupted_owner is not None:
            return False
        before, line = call.record, event_line(event)
        if not self._spool.keep(append, event, len(line)):
            self._full()
            return False
        if call.stored_seq == before.last_seq:  # the first of the call that the log lacks
            lines.append(record_line(before))
        lines.append(line)
        self._calls.kept(event)
        return True

    async def adopt(self) -> None:
        """Answer for what processes of this machine kept that are dead; it is stored as theirs."""
        leftovers = await self._folder.leftovers() if self._folder else []
        records = (record for leftover in leftovers for record in leftover.records)
        for record in sorted(records, key=lambda one: one.last_seq):
            self._calls.begin(record)
        kept = [(event, leftover.owner) for leftover in leftovers for event in leftover.events]
        for event, owner in sorted(kept, key=lambda one: one[0].seq or 0):
            stored = asyncio.get_running_loop().create_future()
            stored.set_result(event)
            append = Append(event, stored, owner=owner)
            self._spool.put(append)
            self._spool.restore(append, event, len(event_line(event)))
            self._calls.restore(event, owner)
        if kept:
            logger.warning("{} events are stored that an earlier process kept", len(kept))
            self._health.set(LogState.KEEPING, "what was kept before is not stored yet")
        elif leftovers and self._folder:
            self._folder.clear()

    def _full(self) -> None:
        if self._spool.limit and self._health.state is not LogState.FULL:
            logger.error(
                "the spool is full ({} events): what happens now is lost", self._spool.kept
            )
            self._health.set(LogState.FULL, self._health.cause)

    async def _begin_calls(self, waiting: Sequence[Append]) -> None:
        """Number the calls that begin, after what the log has of them."""
        starts = [
            append.event
            for append in waiting
            if append.event.type is EventType.CALL_STARTED
            and append.event.call_id not in self._calls
        ]
        if not starts:
            return
        found = await self._read(starts)
        for event in starts:
            call_id = event.call_id
            known = self._calls.ended(call_id) if found is None else found.get(call_id)
            self._calls.begin(known or CallRecord.started(event, self._calls.owner))

    async def _read(self, starts: Sequence[CallEvent]) -> dict[str, CallRecord] | None:
        """The records of calls by id; None where the log can't be read either."""
        now = asyncio.get_running_loop().time()
        if now < self._unreadable_until:
            return None
        try:
            async with asyncio.timeout(_READ_S):
                return await self._database.read(partial(records_before, starts=starts))
        except (*DATABASE_ERRORS, TimeoutError) as error:
            logger.warning("the event log can't be read either ({})", type(error).__name__)
            self._unreadable_until = now + _READ_AGAIN_S
            return None
