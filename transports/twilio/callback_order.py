"""Callback order: what puts the callbacks of one transcription in the order of their numbers.

| a callback | what is done with it |
|---|---|
| is the next one | ready at once, with those that wait for it |
| comes early | waits for those before it, a second at most |
| says that it is over, and some before it have not come | waits for those, five seconds at most |
| comes later than that | ready at once if its words are final: late words are words |
| has come before, the very same | nothing |
| has the number of one that has come, and is another | the numbers begin anew, with it |
"""

from collections import OrderedDict

from transports.twilio.transcription import PATIENCE_S, Callback, TranscriptionKind

LAST_PATIENCE_S = 5.0
"""How long the end of a transcription waits for those before it: no words are late then."""
_MOST_KNOWN = 1000


class CallbackOrder:
    """The callbacks of one transcription. Times named `now` are seconds of one steady clock."""

    def __init__(self) -> None:
        """Wait for the first one."""
        self._next = 1
        self._early: dict[int, tuple[float, Callback]] = {}
        self._known: OrderedDict[int, Callback] = OrderedDict()  # what was ready, the last of it
        self._missing: set[int] = set()  # waited for no more

    def take(self, callback: Callback, now: float) -> list[Callback]:
        """Take a callback; returns what is in order now. One that came before is nothing."""
        number = callback.sequence
        if number >= self._next:
            self._early.setdefault(number, (now, callback))
            return self._ready()
        known = self._known.get(number)
        if known == callback:
            return []
        if known is None:
            self._missing.discard(number)
            return self._passed_on([callback] if callback.final else []) + self._ready()
        waiting = [self._early[early][1] for early in sorted(self._early)]
        self._early, self._next = {number: (now, callback)}, number
        self._known.clear()
        self._missing.clear()
        return waiting + self._ready()

    def due_s(self, now: float) -> float | None:
        """Until when those that came early wait, in seconds from now; None where none does."""
        until = [at + _patience_s(callback) for at, callback in self._early.values()]
        return max(0.0, min(until) - now) if until else None

    def give_up(self, now: float) -> list[Callback]:
        """Wait no more for what is missing before one that has waited long enough."""
        waits = self._early.items()
        late = [number for number, (at, one) in waits if now - at >= _patience_s(one)]
        if not late:
            return []
        last, ready = max(late), list[Callback]()
        if self._known and last - self._next < _MOST_KNOWN:
            self._missing.update(set(range(self._next, last + 1)) - self._early.keys())
        for number in sorted(number for number in self._early if number <= last):
            ready.append(self._early.pop(number)[1])
        self._next = last + 1
        return self._passed_on(ready) + self._ready()

    def _ready(self) -> list[Callback]:
        ready: list[Callback] = []
        while (waiting := self._early.get(self._next)) is not None:
            if self._missing and _is_end(waiting[1]):
                break
            ready.append(self._early.pop(self._next)[1])
            self._next += 1
        return self._passed_on(ready)

    def _passed_on(self, ready: list[Callback]) -> list[Callback]:
        for callback in ready:
            self._known[callback.sequence] = callback
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return ready


def _is_end(callback: Callback) -> bool:
    return callback.kind in (TranscriptionKind.STOPPED, TranscriptionKind.ERROR)


def _patience_s(callback: Callback) -> float:
    return LAST_PATIENCE_S if _is_end(callback) else PATIENCE_S
