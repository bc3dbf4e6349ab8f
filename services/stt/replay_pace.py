"""Replay pace: what a recogniser may be sent of a backlog by now."""

# A process that was held up does not make up for more than this at once.
_MOST_MS = 700.0


class ReplayPace:
    """A share more than what the call's own clock has moved on since the backlog began.

    The call's clock is the wall's, or the arriving audio's where that is faster: a recording that
    is played at twice its speed.
    """

    def __init__(self, pace: float, now: float):
        """Begin at `now`, seconds, with nothing sent; `pace` 1.0 is real time."""
        self._pace = pace
        self._began = now
        self._arrived_ms = 0.0
        self._sent_ms = 0.0  # or might have been

    def arrived(self, duration_ms: float) -> None:
        """So much audio came from the call."""
        self._arrived_ms += duration_ms

    def sent(self, duration_ms: float) -> None:
        """So much of the backlog was sent."""
        self._sent_ms += duration_ms

    def wait_s(self, now: float) -> float:
        """The wait of the next piece in seconds, unless audio arrives; 0 where it may go."""
        moved_ms = max((now - self._began) * 1000, self._arrived_ms)
        self._sent_ms = max(self._sent_ms, moved_ms * self._pace - _MOST_MS)
        return max(0.0, self._sent_ms / self._pace - moved_ms) / 1000
