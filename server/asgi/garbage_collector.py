"""Garbage collector: full searches made rare, as each stops every call of the process.

| searched | when | with 60 calls |
|---|---|---|
| what was made last | 10,000 objects were | 5 ms |
| what has survived that | it is 30,000 objects | some 15 ms |
| all that was made since the start | 90 calls have ended, which leave garbage | 170 ms |
"""

import gc
from collections.abc import Callable

from conversation.events.event import CallEvent, EventType

# Net allocations until the young are searched; how many searches of the young there are for one of
# the middle, and of those for a full one: hardly ever, as calls that begin leave no garbage.
_THRESHOLDS = (10_000, 3, 100)
_CALLS = 90
"""So many ended calls are worth a full search: their garbage is under 200 MB."""


def freeze_heap() -> None:
    """Leave what there is by now out of all searches; to be called once the process is up.

    Of the half million objects with 75 calls, half are the code and what it has loaded. With
    Python's own thresholds a full search took 200 to 260 ms, often enough to be seen in the p99 of
    the audio's delay (346 ms instead of 15 ms, `bench capacity`).
    """
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


class EndedCalls:
    """The calls that have ended since all was searched for garbage."""

    def __init__(self, search: Callable[[], object] = gc.collect) -> None:
        """Have `search` called when there are enough of them."""
        self._search = search
        self._number = 0

    def take(self, event: CallEvent) -> None:
        """Take an event of a call."""
        if event.type is not EventType.CALL_ENDED:
            return
        self._number += 1
        if self._number == _CALLS:
            self._number = 0
            self._search()
