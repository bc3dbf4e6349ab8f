"""Vonage leg that is gone while the other goes on: what is told of its party, once an episode.

| what happens | what is told |
|---|---|
| it is gone for a second, in one piece or in several | the party is not heard |
| it comes back, and goes again before ten seconds have passed | nothing, however often |
| it is there for ten seconds | the party is heard again, and how long they were not in sum |
"""

GONE_S = 1.0
"""At the end of a call Vonage closes both sockets, and hardly in one moment."""
STEADY_S = 10.0
_SOON_S = 0.001


class LegLoss:
    """The losses of one leg. Times named `now` are seconds of one steady clock.

    Attributes:
        sum_s: How long it was gone in the last episode that is over.
    """

    def __init__(self) -> None:
        """It is there."""
        self.sum_s = 0.0
        self._away_s = 0.0  # since it was steady
        self._told = False
        self._gone_at: float | None = None
        self._back_at: float | None = None

    def take(self, now: float, *, is_gone: bool) -> bool | None:
        """Take how it is now; returns whether the party is heard, where that is to be told."""
        if self._gone_at is not None:
            self._away_s += now - self._gone_at
            self._back_at = now
        self._gone_at = now if is_gone else None
        if not self._told and self._away_s >= GONE_S - _SOON_S:
            self._told = True
            return False
        if is_gone or self._back_at is None or now - self._back_at < STEADY_S - _SOON_S:
            return None
        was_told, self.sum_s = self._told, self._away_s
        self._told, self._back_at, self._away_s = False, None, 0.0
        return True if was_told else None

    def due_s(self, now: float) -> float | None:
        """When it has to be looked at again, in seconds from `now`, if nothing changes."""
        if self._gone_at is not None:
            left_s = GONE_S - self._away_s - (now - self._gone_at)
            return None if self._told else max(0.0, left_s)
        return None if self._back_at is None else max(0.0, self._back_at + STEADY_S - now)
