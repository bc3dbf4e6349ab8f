"""Replay buffer: what a recogniser has yet to hear, and what it may have to hear again.

```
add → waiting → sent → kept for replay → finalized (a final result covers it): forgotten
         ↑                   │
         └── reconnected ────┘
```
"""

from collections import deque
from dataclasses import dataclass

from services.stt.stream_clock import StreamClock

_WAITING_MS = 30_000
"""Audio that waits for a connection; older audio is dropped."""
_SPEECH_MS = 30_000
"""Audio of speech that is sent again over the next connection, unless a final result covers it."""
_QUIET_MS = 2000
"""The same where nobody speaks: it may be the begin of speech that is not yet known as such."""


@dataclass(frozen=True, slots=True)
class _Piece:
    at_ms: float  # on the call's clock
    audio: bytes
    duration_ms: float


class ReplayBuffer:
    """One party's audio on its way to a recogniser whose connection may die.

    A piece waits until it is sent, and is kept until a final result covers it. What a dying
    connection takes along waits again for the next one.

    Attributes:
        clock: From the connection's time to the call's.
        sent_ms: The audio that the connection was sent.
    """

    def __init__(self) -> None:
        """Create an empty buffer."""
        self.clock = StreamClock()
        self._waiting: deque[_Piece] = deque()
        self._kept: deque[tuple[float, _Piece]] = deque()  # with its end, as sent
        self.sent_ms = 0.0

    def add(self, at_ms: float, audio: bytes, duration_ms: float) -> None:
        """Take a piece that belongs at `at_ms` of the call."""
        self._waiting.append(_Piece(at_ms, audio, duration_ms))
        while len(self._waiting) > 1 and _length_ms(self._waiting) > _WAITING_MS:
            self._waiting.popleft()

    @property
    def next(self) -> bytes | None:
        """The piece that is to be sent next, if one waits."""
        return self._waiting[0].audio if self._waiting else None

    def sent(self, *, speaking: bool) -> None:
        """The next piece was sent; `speaking`: it may hold words that have no final result yet."""
        piece = self._waiting.popleft()
        self.clock.sent(piece.at_ms, piece.duration_ms)
        self.sent_ms += piece.duration_ms
        self._kept.append((self.sent_ms, piece))
        kept_ms = _SPEECH_MS if speaking else _QUIET_MS
        self.finalized(self.sent_ms - kept_ms)

    def finalized(self, until_ms: float) -> None:
        """What was sent up to `until_ms` of the connection's audio need not be heard again."""
        while self._kept and self._kept[0][0] <= until_ms:
            self._kept.popleft()

    def reconnected(self) -> None:
        """There is a new connection, which has heard nothing."""
        self._waiting.extendleft(piece for _, piece in reversed(self._kept))
        self._kept.clear()
        self.sent_ms = 0.0
        self.clock = StreamClock()


def _length_ms(pieces: deque[_Piece]) -> float:
    return pieces[-1].at_ms + pieces[-1].duration_ms - pieces[0].at_ms
