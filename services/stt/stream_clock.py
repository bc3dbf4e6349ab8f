"""Stream clock: from a recogniser's time, which counts audio sent, to the call's clock."""

import math
from bisect import bisect_right

# Two pieces that follow each other differ by rounding only.
_TOLERANCE_MS = 2.0
# Behind so long a silence that was not sent, words are of the next stretch of audio if they begin
# so shortly before it: they would be longer, and its first packet stands there, as its time is in
# doubt until the next one comes.
_SILENCE_MS, _SHORTEST_WORD_MS = 1000.0, 120.0


class StreamClock:
    """The times of one connection: they restart at 0 with each, and know nothing of holes."""

    def __init__(self) -> None:
        """Create the clock of a new connection."""
        self._sent_ms = 0.0
        self._anchors: list[tuple[float, float]] = []  # audio sent before, where it belongs

    def sent(self, at_ms: float, duration_ms: float) -> None:
        """Audio was sent that belongs at `at_ms` of the call."""
        before_ms, place_ms = self._anchors[-1] if self._anchors else (math.inf, 0.0)
        follows_ms = place_ms + self._sent_ms - before_ms
        if abs(follows_ms - at_ms) > _TOLERANCE_MS:
            self._anchors.append((self._sent_ms, at_ms))
        self._sent_ms += duration_ms

    def begin(self, stt_ms: float) -> int:
        """The place of words that begin at `stt_ms` of the audio sent."""
        place_ms, index = self.at(stt_ms), bisect_right(self._anchors, (stt_ms, math.inf))
        if 0 < index < len(self._anchors):
            sent_ms, at_ms = self._anchors[index]
            if sent_ms - stt_ms < _SHORTEST_WORD_MS and at_ms - place_ms > _SILENCE_MS:
                return round(at_ms)
        return place_ms

    def at(self, stt_ms: float) -> int:
        """The place of `stt_ms` of the audio sent on the call's clock, ms."""
        if not self._anchors:
            return round(stt_ms)
        index = max(0, bisect_right(self._anchors, (stt_ms, float("inf"))) - 1)
        sent_ms, at_ms = self._anchors[index]
        return round(at_ms + stt_ms - sent_ms)
