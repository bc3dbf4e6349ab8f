"""Recogniser lag: speech that was sent and of which nothing was heard yet."""

from collections import deque

from services.stt.connection import SttResult

# Words end before the speech detector notices that they have, and recognisers round their times.
_TOLERANCE_MS = 500.0
_FEWEST_INTERIMS = 3
_FADES = 0.98  # a result: one that took long once is forgotten in a minute or so


class RecogniserLag:
    """The speech of one connection that no result reaches, interim ones included.

    Attributes:
        heard_ms: Up to where of the connection's audio results reach.
        final_ms: Up to where the final ones do.
    """

    def __init__(self, before: "RecogniserLag | None" = None) -> None:
        """Begin a connection; what is usual is known from the one `before`."""
        self.heard_ms = self.final_ms = 0.0
        self._interims = before._interims if before else 0
        self._longest_s = before._longest_s if before else 0.0
        self._unheard: deque[tuple[float, float]] = deque()  # where it ends, when it was sent

    def sent(self, end_ms: float, now: float) -> None:
        """Speech was sent; it ends at `end_ms` of the connection's audio."""
        self._unheard.append((end_ms, now))

    def heard(self, until_ms: float, now: float, *, is_final: bool) -> None:
        """A result reaches up to `until_ms`."""
        self.heard_ms = max(self.heard_ms, until_ms)
        if is_final:
            self.final_ms = max(self.final_ms, until_ms)
        else:
            self._interims += 1
        took_s = 0.0 if self.since is None else now - self.since
        self._longest_s = max(took_s, self._longest_s * _FADES)
        while self._unheard and self._unheard[0][0] <= self.heard_ms + _TOLERANCE_MS:
            self._unheard.popleft()

    def words_missing(self, before_ms: float) -> bool:
        """Whether there may be words before `before_ms` that are not final."""
        return self.final_ms + _TOLERANCE_MS < before_ms

    def may_be_true(self, result: SttResult, sent_ms: float) -> bool:
        """Whether its times are of audio that was sent, `sent_ms`, and is not final already."""
        ends = max(result.end_ms, result.until_ms) - _TOLERANCE_MS
        return self.final_ms <= result.start_ms + _TOLERANCE_MS and ends <= sent_ms

    @property
    def is_behind(self) -> bool:
        """Whether more is unheard than the end of speech, which is sent behind its result."""
        if not self._unheard:
            return False
        return not self.heard_ms or self._unheard[-1][0] > self.heard_ms + _TOLERANCE_MS

    @property
    def usual_s(self) -> float | None:
        """For how long speech has usually been unheard; None where no interim words tell it."""
        return self._longest_s if self._interims >= _FEWEST_INTERIMS else None

    @property
    def since(self) -> float | None:
        """When the first speech was sent that is not heard; None where all is."""
        return self._unheard[0][1] if self._unheard else None
