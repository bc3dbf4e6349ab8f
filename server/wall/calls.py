"""Live calls of the wall: their pictures, from the log and then from the hub, and their rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from loguru import logger

from conversation.events.event import CallEvent, EventType
from conversation.wall.picture import CallPicture
from stores.log.event_log import EventLog

PAGE = 200
_MOST_OVER = 10_000
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What reading a malformed event raises: it must not keep the wall from showing other calls."""
Row = dict[str, Any]
RowMaker = Callable[[CallPicture, datetime], Row]
BareRowMaker = Callable[[CallPicture], Row]


class WallCalls:
    """The calls that go on.

    Attributes:
        rows: The rows as they were made last, by the calls' ids.
    """

    def __init__(self, log: EventLog, make_row: RowMaker, make_bare_row: BareRowMaker) -> None:
        """Begin with none.

        Args:
            log: Where what was missed is read.
            make_row: Makes the row of a call at a moment.
            make_bare_row: Makes it where what the call holds can't be read.
        """
        self.rows: dict[str, Row] = {}
        self._log, self._make_row, self._make_bare_row = log, make_row, make_bare_row
        self._calls: dict[str, CallPicture] = {}
        self._stale: set[str] = set()
        self._over: set[str] = set()
        self._complained: set[str] = set()

    async def load(self) -> None:
        """Read the calls that go on, instead of what is known.

        Raises:
            EventLogError: The log can't be read.
        """
        self._calls, self._over, before = {}, set(), None
        while True:
            page = await self._log.calls(limit=PAGE, before=before, is_open=True)
            for record in page:
                await self._catch_up(record.call_id)
            if len(page) < PAGE:
                break
            before = page[-1].cursor
        self._stale = {*self._calls, *self.rows}

    async def take(self, event: CallEvent) -> None:
        """Take in an event of any call; what is missing before it is read.

        Raises:
            EventLogError: The log can't be read.
        """
        if event.call_id in self._over and event.type is not EventType.CALL_STARTED:
            return
        known = self._calls.get(event.call_id)
        if known is None or known.misses(event):
            known = await self._catch_up(event.call_id)
        self._give(known, event)

    def refresh(self, now: datetime, *, all_of_them: bool = False) -> Sequence[str]:
        """Make rows anew; returns the ids of the calls whose rows are others now, or gone.

        Args:
            now: The moment.
            all_of_them: Whether time alone may have changed a row, as dead air does.
        """
        stale: Iterable[str] = {*self._stale, *self._calls} if all_of_them else self._stale
        self._stale = set()
        return [call_id for call_id in stale if self._is_other(call_id, now)]

    def _is_other(self, call_id: str, now: datetime) -> bool:
        call = self._calls.get(call_id)
        row = self._row(call, now) if call and call.started_at else None
        if row == self.rows.get(call_id):
            return False
        if row is None:
            del self.rows[call_id]
        else:
            self.rows[call_id] = row
        return True

    def _row(self, call: CallPicture, now: datetime) -> Row:
        """The row of a call; a bare one, of the last risk, where its figures can't be read."""
        try:
            return self._make_row(call, now)
        except _UNREADABLE as error:
            self._complain(call.call_id, "row", error)
            bare, before = self._make_bare_row(call), self.rows.get(call.call_id)
            return bare | {"risk": before["risk"]} if before else bare

    def _complain(self, call_id: str, what: str, error: Exception) -> None:
        """Say once of a call that it can't be read."""
        if call_id not in self._complained:
            self._complained.add(call_id)
            logger.error(
                "wall: the {} of {} can't be read: {}", what, call_id, type(error).__name__
            )

    async def _catch_up(self, call_id: str) -> CallPicture:
        """The picture of a call, with all that the log has of it."""
        known = self._calls.setdefault(call_id, CallPicture(call_id))
        self._over.discard(call_id)
        async for event in self._log.outline(call_id, after=known.seq):
            self._give(known, event)
        return known

    def _give(self, known: CallPicture, event: CallEvent) -> None:
        try:
            is_new = known.take(event)
        except _UNREADABLE as error:
            self._complain(known.call_id, event.type.value, error)
            return
        if not is_new:
            return
        self._stale.add(known.call_id)
        if not known.ended_at:
            self._calls[known.call_id] = known
            return
        self._calls.pop(known.call_id, None)
        self._complained.discard(known.call_id)
        if len(self._over) >= _MOST_OVER:
            self._over.clear()
        self._over.add(known.call_id)
