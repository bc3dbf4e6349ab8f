"""Audio of a connection that is surely read, whatever its recogniser says of it.

sent         ═══════════════════╪ now
surely read  ═══════════╪         what was sent a second ago
"""

from collections import deque

_READ_S = 1.0


class ReadAudio:
    """The audio of one connection, as far as a recogniser that keeps up has read it."""

    def __init__(self) -> None:
        """Nothing is sent."""
        self._read_ms = 0.0
        self._sent: deque[tuple[float, float]] = deque()  # when, and the length up to then

    def sent(self, length_ms: float, now: float) -> None:
        """So much is sent by now, all in all."""
        self._sent.append((now, length_ms))
        self._pass(now)

    def ms(self, now: float) -> float:
        """How much is read."""
        self._pass(now)
        return self._read_ms

    def _pass(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - _READ_S:
            self._read_ms = self._sent.popleft()[1]
