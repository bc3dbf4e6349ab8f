"""Callback order: what puts the callbacks of one transcription in the order of their numbers."""

from transports.twilio.transcription import PATIENCE_S, Callback


class CallbackOrder:
    """The callbacks of one transcription. Times named `now` are seconds of one steady clock."""

    def __init__(self) -> None:
        """Wait for the first one."""
        self._next = 1
        self._early: dict[int, tuple[float, Callback]] = {}

    def take(self, callback: Callback, now: float) -> list[Callback]:
        """Take a callback; returns what is in order now. One that came before is nothing."""
        if callback.sequence >= self._next:
            self._early.setdefault(callback.sequence, (now, callback))
        return self._ready()

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
        return ready + self._ready()

    def _ready(self) -> list[Callback]:
        ready: list[Callback] = []
        while self._next in self._early:
            ready.append(self._early.pop(self._next)[1])
            self._next += 1
        return ready
