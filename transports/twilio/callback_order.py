"""Callback order: what puts the callbacks of one transcription in the order of their numbers.

| a callback | what is done with it |
|---|---|
| is the next one | ready at once, with those that wait for it |
| comes early | waits for those before it, a second at most |
| comes later than that | ready at once if its words are final: late words are words |
| has come before, the very same | nothing |
| has the number of one that has come, and is another | the numbers begin anew, with it |
"""

from collections import OrderedDict

from transports.twilio.transcription import PATIENCE_S, Callback

_MOST_KNOWN = 1000


class CallbackOrder:
    """The callbacks of one transcription. Times named `now` are seconds of one steady clock."""

    def __init__(self) -> None:
        """Wait for the first one."""
        self._next = 1
        self._early: dict[int, tuple[float, Callback]] = {}
        self._known: OrderedDict[int, Callback] = OrderedDict()  # what was ready, the last of it

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
            return self._passed_on([callback] if callback.final else [])
        waiting = [self._early[early][1] for early in sorted(self._early)]
        self._early, self._next = {number: (now, callback)}, number
        self._known.clear()
        return waiting + self._ready()

    def due_s(self, now: float) -> float | None:
        """Until when those that came early wait, in seconds from now; None where none does."""
        came = [at for at, _ in self._early.values()]
        return max(0.0, min(came) + PATIENCE_S - now) if came else None

    def give_up(self, now: float) -> list[Callback]:
        """Wait no more for what is missing before one that has waited long enough."""
        late = [number for number, (at, _) in self._early.items() if now - at >= PATIENCE_S]
        if not late:
            return []
        last, ready = max(late), []
        for number in sorted(number for number in self._early if number <= last):
            ready.append(self._early.pop(number)[1])
        self._next = last + 1
        return self._passed_on(ready) + self._ready()

    def _ready(self) -> list[Callback]:
        ready: list[Callback] = []
        while self._next in self._early:
            ready.append(self._early.pop(self._next)[1])
            self._next += 1
        return self._passed_on(ready)

    def _passed_on(self, ready: list[Callback]) -> list[Callback]:
        for callback in ready:
            self._known[callback.sequence] = callback
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return ready
