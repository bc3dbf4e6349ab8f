"""Replay buffer: what a recogniser has yet to hear, and what it may have to hear again.

```
add, ask → waiting → sent → kept for replay → final, or answered: forgotten
              ↑                   │
              └── reconnected ────┘
```
"""

from collections import deque
from dataclasses import dataclass
from itertools import chain

from services.stt.finalize_tracker import Request
from services.stt.stream_clock import StreamClock

_SPEECH_MS = 60_000
"""Audio that waits for a connection, or may be sent again; of older audio, speech is lost."""
_QUIET_MS = 2000
"""The audio kept where nobody speaks: it may be the start of speech that is not yet known as such.
"""
# What is left of a silence in a backlog: enough to end an utterance, and for a soft begin.
_AFTER_SPEECH_MS = 300
_BEFORE_SPEECH_MS = 800


@dataclass(frozen=True, slots=True)
class Piece:
    """Audio of one party.

    Attributes:
        at_ms: Its place on the call's clock.
        audio: 16-bit mono.
        duration_ms: Its length.
        speaking: Whether the party spoke.
    """

    at_ms: float
    audio: bytes
    duration_ms: float
    speaking: bool


Item = Piece | Request


class ReplayBuffer:
    """One party's audio, and its requests in their places, on the way to a recogniser.

    A piece waits until it is sent, and is kept until a final result covers it. What a dying
    connection takes along waits again for the next one. Silence that waits is shortened.

    Attributes:
        clock: From the connection's time to the call's.
        sent_ms: The audio that the connection was sent.
        waiting_ms: The audio that waits.
        lost_ms: The speech that had to be dropped.
    """

    def __init__(self) -> None:
        """Create an empty buffer."""
        self.clock = StreamClock()
        self.sent_ms = 0.0
        self.waiting_ms = 0.0
        self.lost_ms = 0.0
        self._waiting: deque[Item] = deque()
        self._silence: deque[Piece] = deque()  # waits too, behind all else
        self._silent_ms = 0.0  # of it, what already waits ahead of `_silence`
        self._kept: deque[tuple[float, Item]] = deque()  # with its end, as sent

    def add(self, at_ms: float, audio: bytes, duration_ms: float, *, speaking: bool = True) -> None:
        """Take a piece that belongs at `at_ms` of the call."""
        self._append(Piece(at_ms, audio, duration_ms, speaking))

    def ask(self, request: Request) -> None:
        """Take a request, which follows all audio so far."""
        self._end_silence()
        self._waiting.append(request)

    @property
    def waits(self) -> bool:
        """Whether there is anything to be sent."""
        if not self._waiting and self._silence:
            self._end_silence()
        return bool(self._waiting)

    @property
    def speech_ms(self) -> float:
        """The speech that no final result covers, sent or not."""
        items = chain((item for _, item in self._kept), self._waiting)
        return sum(item.duration_ms for item in items if isinstance(item, Piece) and item.speaking)

    def take(self, *, speaking: bool) -> Item:
        """The next item, which is sent now; `speaking`: there may be words that are not final yet.

        Raises:
            IndexError: Nothing waits.
        """
        item = self._waiting.popleft()
        if isinstance(item, Piece):
            self.waiting_ms -= item.duration_ms
            self.clock.sent(item.at_ms, item.duration_ms)
            self.sent_ms += item.duration_ms
        self._kept.append((self.sent_ms, item))
        self.finalized(self.sent_ms - (_SPEECH_MS if speaking else _QUIET_MS))
        return item

    def finalized(self, until_ms: float) -> None:
        """Drop the audio up to `until_ms` of the connection: its words are final."""
        while self._kept and self._kept[0][0] <= until_ms:
            self._kept.popleft()

    def reconnected(self) -> None:
        """There is a new connection, which has heard nothing."""
        items = [item for _, item in self._kept] + [*self._waiting, *self._silence]
        self._kept.clear()
        self._waiting.clear()
        self._silence.clear()
        self.waiting_ms = self._silent_ms = self.sent_ms = 0.0
        self.clock = StreamClock()
        for item in items:
            if isinstance(item, Piece):
                self._append(item)
            elif not item.done:
                self.ask(item)

    def _append(self, piece: Piece) -> None:
        self.waiting_ms += piece.duration_ms
        if not self._waiting or piece.speaking:
            self._end_silence()
            self._waiting.append(piece)
        elif self._silent_ms < _AFTER_SPEECH_MS:
            self._silent_ms += piece.duration_ms
            self._waiting.append(piece)
        else:
            self._silence.append(piece)
            if _length_ms(self._silence) > _BEFORE_SPEECH_MS:
                self.waiting_ms -= self._silence.popleft().duration_ms
        if self.waiting_ms > _SPEECH_MS:
            self._drop()

    def _end_silence(self) -> None:
        self._waiting.extend(self._silence)
        self._silence.clear()
        self._silent_ms = 0.0

    def _drop(self) -> None:
        """The oldest piece goes; the requests around it stay."""
        for index, item in enumerate(self._waiting):
            if isinstance(item, Piece):
                del self._waiting[index]
                self.waiting_ms -= item.duration_ms
                self.lost_ms += item.duration_ms if item.speaking else 0
                return


def _length_ms(pieces: deque[Piece]) -> float:
    return pieces[-1].at_ms + pieces[-1].duration_ms - pieces[0].at_ms
