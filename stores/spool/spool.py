"""Spool: what waits for the log, in order, and within bounds what it answers for meanwhile.

    put ──▶ [ a  b  c  d  e ] ──▶ the log, in batches from the front
              └──┬──┘  └─┬┘
               kept     not kept: nobody knows of it before it is in the log

Nothing is kept in ordinary state. While the log takes nothing, what comes is kept: it has its
number, and is published. The last parts of the bound are for what the contract promises most:

| share of the bound | is open to |
|---|---|
| up to 80 % | every durable event |
| up to 100 % | that a call begins, its turns, the ends of cards, `status` |
| up to 105 % | `call.ended` |
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from itertools import islice, takewhile

from conversation.events.event import CallEvent, EventType
from stores.log.batch import Append

_SHARES = {
    EventType.CALL_STARTED: 1.0,
    EventType.TURN_FINAL: 1.0,
    EventType.SUGGESTION_FINAL: 1.0,
    EventType.SUGGESTION_WITHDRAWN: 1.0,
    EventType.STATUS: 1.0,
    EventType.CALL_ENDED: 1.05,
}
_SHARE_OF_OTHERS = 0.8


class Spool:
    """The appends that wait.

    Attributes:
        limit: How many bytes are kept at most.
        kept: How many appends are kept.
        kept_bytes: Their size.
    """

    def __init__(self, limit: int) -> None:
        """Create an empty spool that keeps at most `limit` bytes."""
        self.limit = limit
        self.kept = 0
        self.kept_bytes = 0
        # Refused ones leave it from between kept ones, however many there are.
        self._waiting: OrderedDict[Append, None] = OrderedDict()

    @property
    def oldest(self) -> datetime | None:
        """When the oldest event was made that is kept."""
        return next((one.event.at for one in self._waiting if one.kept), None)

    def put(self, append: Append) -> None:
        """Have an append wait, behind all others."""
        self._waiting[append] = None

    def first(self, limit: int) -> list[Append]:
        """Those that have waited longest, at most `limit`."""
        return list(islice(self._waiting, limit))

    def not_kept(self) -> list[Append]:
        """Those behind the last one that is kept."""
        return list(takewhile(lambda one: not one.kept, reversed(self._waiting)))[::-1]

    def keep(self, append: Append, event: CallEvent, size: int) -> bool:
        """Answer for an append from now on, as `event`; False where the bound is reached.

        Args:
            append: One that waits, and is not kept.
            event: Its event, with the number that it has for good.
            size: Its size in bytes.
        """
        share = _SHARES.get(event.type, _SHARE_OF_OTHERS)
        if self.kept_bytes + size > self.limit * share:
            return False
        self.restore(append, event, size)
        return True

    def restore(self, append: Append, event: CallEvent, size: int) -> None:
        """Answer for an append whatever the bound, as one that a spool answered for before."""
        append.event, append.size = event, size
        append.kept = True
        self.kept += 1
        self.kept_bytes += size

    def settle(self, appends: Sequence[Append]) -> None:
        """Have appends wait no more: they are in the log, or were refused."""
        for append in appends:
            if append.done:
                continue
            append.done = True
            del self._waiting[append]
            if append.kept:
                self.kept -= 1
                self.kept_bytes -= append.size
