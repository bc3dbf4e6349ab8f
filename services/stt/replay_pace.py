"""Replay pace: what a recogniser may be sent of a backlog by now."""

# A process that was held up does not make up for more than this at once.
_MOST_MS = 700.0
# A recording that is played fast, and not audio that has come in a burst.
_FAST = 1.5
_PLAYED_MS = 1000.0
_LEAST_S = 0.01  # what is shorter may be less than the clock's resolution
_MOST_S = 0.1  # arriving audio may let the next piece go before its time


class ReplayPace:
    """A share more than what the call's own clock has moved on since the backlog began.

    The call's clock is the wall's, or the arriving audio's where that is faster: a recording that
    is played at twice its speed; what is left of that when it ends goes on as fast.
    """

    def __init__(self, pace: float, now: float):
        """Begin at `now`, seconds, with nothing sent; `pace` 1.0 is real time."""
        self._pace = pace
        self._began = now
        self._arrived_ms = 0.0
        self._speed = 1.0  # of the call's clock, by the wall's
        self._sent_ms = 0.0  # or might have been

    def arrived(self, duration_ms: float) -> None:
        """So much audio came from the call."""
        self._arrived_ms += duration_ms

    def sent(self, duration_ms: float) -> None:
        """So much of the backlog was sent."""
        self._sent_ms += duration_ms

    def wait_s(self, now: float) -> float:
        """For how long to wait before it is asked again, seconds; 0 where the next may go."""
        passed_ms = (now - self._began) * 1000
        if passed_ms > _PLAYED_MS and self._arrived_ms > _FAST * passed_ms:
            self._speed = max(self._speed, self._arrived_ms / passed_ms)
        moved_ms = max(passed_ms * self._speed, self._arrived_ms)
        self._sent_ms = max(self._sent_ms, moved_ms * self._pace - _MOST_MS)
        ahead_s = (self._sent_ms / self._pace - moved_ms) / self._speed / 1000
        return min(max(ahead_s, _LEAST_S), _MOST_S) if ahead_s > 0 else 0.0
