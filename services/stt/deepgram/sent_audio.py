"""Audio of a connection: how much of it was sent, and how much is surely read.

sent         ═══════════════════╪ now
surely read  ═══════════╪         what was sent a second ago
"""

from collections import deque

_READ_S = 1.0


class SentAudio:
    """The audio that one connection was sent.

    Attributes:
        ms: Its length.
    """

    def __init__(self, sample_rate: int) -> None:
        """Nothing is sent; `sample_rate` in Hz."""
        self.ms = 0.0
        self._bytes_per_ms = sample_rate * 2 / 1000
        self._read_ms = 0.0
        self._sent: deque[tuple[float, float]] = deque()  # when, and the length up to then

    def add(self, pcm: bytes, now: float) -> None:
        """A piece is sent, 16-bit mono."""
        self.ms += len(pcm) / self._bytes_per_ms
        self._sent.append((now, self.ms))
        self._pass(now)

    def read_ms(self, now: float) -> float:
        """How much a recogniser that keeps up has read."""
        self._pass(now)
        return self._read_ms

    def _pass(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - _READ_S:
            self._read_ms = self._sent.popleft()[1]
