"""Replay buffer: what a recogniser has yet to hear, and what it may have to hear again.

```
add, ask → waiting → sent → kept for replay → final, or answered: forgotten
              ↑                   │
              └── reconnected ────┘
```
"""

from collections import deque
from dataclasses import replace
from itertools import chain

from services.stt.finalize_tracker import FinalizeRequest
from services.stt.piece import AudioPiece
from services.stt.stream_clock import StreamClock

_SPEECH_MS = 60_000
"""Audio that waits for a connection, or may be sent again; of older audio, speech is lost."""
_QUIET_MS = 2000
"""The audio kept where nobody speaks: it may be the start of speech that is not yet known as such.
"""
# What is left of a silence in a backlog: enough to end an utterance, and for a soft begin.
_AFTER_SPEECH_MS = 300
_BEFORE_SPEECH_MS = 800
# A busy process may notice speech so late: till then it looks like silence.
_UNNOTICED_MS = 2000

Item = AudioPiece | FinalizeRequest


class ReplayBuffer:
    """One party's audio, and its requests in their places, on the way to a recogniser.

    A piece waits until it is sent, and is kept until a final result covers it, or a minute of
    audio has followed it. What a dying connection takes along waits again for the next one.
    Silence that waits is shortened.

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
        self._silence: deque[AudioPiece] = deque()  # waits too, behind all else
        self._silent_ms = 0.0  # of it, what already waits ahead of `_silence`
        self._kept: deque[tuple[float, Item]] = deque()  # with its end, as sent
        self._let_go: deque[tuple[float, float]] = deque()  # speech, no longer kept nor final yet

    def add(self, at_ms: float, audio: bytes, duration_ms: float, *, speaking: bool = True) -> None:
        """Take a piece that belongs at `at_ms` of the call."""
        self._append(AudioPiece(at_ms, audio, duration_ms, speaking))

    def pass_on(
        self, at_ms: float, audio: bytes, duration_ms: float, *, speaking: bool, owes: bool
    ) -> None:
        """Keep a piece that is sent now, as nothing waits; `owes`: words may not be final yet."""
        piece = AudioPiece(at_ms, audio, duration_ms, speaking)
        self._send(piece)
        self._keep(piece, speaking=speaking or owes)

    def ask(self, request: FinalizeRequest) -> None:
        """Take a request, which follows all audio so far."""
        self._end_silence()
        self._waiting.append(request)

    @property
    def waits(self) -> bool:
        """Whether there is anything to be sent."""
        if not self._waiting and self._silence:
            self._end_silence()
        return bool(self._waiting)

    def speech_ms(self, but: tuple[float, float] = (0.0, 0.0)) -> float:
        """The speech that no final result covers, waiting or sent, but for a stretch of it."""
        sent = (item for end_ms, item in self._kept if not but[0] < end_ms <= but[1])
        items = chain(sent, self._waiting)
        return sum(
            item.duration_ms for item in items if isinstance(item, AudioPiece) and item.speaking
        )

    def take(self, *, speaking: bool) -> Item:
        """The next item, which is sent now; `speaking`: there may be words that are not final yet.

        Raises:
            IndexError: Nothing waits.
        """
        item = self._waiting.popleft()
        if isinstance(item, AudioPiece):
            self.waiting_ms -= item.duration_ms
            self._send(item)
        self._keep(item, speaking=speaking)
        return item

    def _send(self, piece: AudioPiece) -> None:
        self.clock.sent(piece.at_ms, piece.duration_ms)
        self.sent_ms += piece.duration_ms

    def _keep(self, item: Item, *, speaking: bool) -> None:
        self._kept.append((self.sent_ms, item))
        let_go = self._forget(self.sent_ms - (_SPEECH_MS if speaking else _QUIET_MS))
        if speaking:
            self._let_go.extend(let_go)

    @property
    def kept_from_ms(self) -> float:
        """From where of the connection's audio on it would be sent again."""
        return self._kept[0][0] if self._kept else self.sent_ms

    def finalized(
        self, until_ms: float, from_ms: float = 0.0, *, but: tuple[float, float] = (0.0, 0.0)
    ) -> float:
        """Drop the audio up to `until_ms` of the connection: its words are final.

        Returns:
            The speech before `from_ms` among it, of which no result told, but for a stretch.
        """
        while self._let_go and self._let_go[0][0] <= until_ms:
            self._let_go.popleft()
        told = [(end, ms) for end, ms in self._forget(until_ms) if not but[0] < end <= but[1]]
        if self._kept and isinstance(piece := self._kept[0][1], AudioPiece):
            end_ms = self._kept[0][0]
            self._kept[0] = end_ms, piece.last(end_ms - until_ms)  # its begin is final, too
        return sum(speech_ms for end_ms, speech_ms in told if end_ms <= from_ms)

    def reconnected(self) -> None:
        """There is a new connection, which has heard nothing."""
        items = [item for _, item in self._kept] + [*self._waiting, *self._silence]
        self.lost_ms += sum(speech_ms for _, speech_ms in self._let_go)
        self._let_go.clear()
        self._kept.clear()
        self._waiting.clear()
        self._silence.clear()
        self.waiting_ms = self._silent_ms = self.sent_ms = 0.0
        self.clock = StreamClock()
        for item in items:
            if isinstance(item, AudioPiece):
                self._append(item)
            elif not item.done:
                self.ask(item)

    def _forget(self, until_ms: float) -> list[tuple[float, float]]:
        """Keep nothing that was sent up to there; returns the speech in it: its end, its length."""
        forgotten: list[tuple[float, float]] = []
        while self._kept and self._kept[0][0] <= until_ms:
            end_ms, item = self._kept.popleft()
            if isinstance(item, AudioPiece) and item.speaking:
                forgotten.append((end_ms, item.duration_ms))
        return forgotten

    def speech_began(self, at_ms: float) -> None:
        """Speech was noticed that began at `at_ms`: it is no silence, nor what is just before."""
        while self._silence and self._silence[0].end_ms <= at_ms - _BEFORE_SPEECH_MS:
            self.waiting_ms -= self._silence.popleft().duration_ms
        spoken = [replace(piece, speaking=piece.end_ms > at_ms) for piece in self._silence]
        self._silence = deque(spoken)
        self._end_silence()

    def _append(self, piece: AudioPiece) -> None:
        self.waiting_ms += piece.duration_ms
        if not self._waiting or piece.speaking:
            self.speech_began(piece.at_ms)
            self._waiting.append(piece)
        elif self._silent_ms < _AFTER_SPEECH_MS:
            self._silent_ms += piece.duration_ms
            self._waiting.append(piece)
        else:
            self._silence.append(piece)
            if _length_ms(self._silence) > _UNNOTICED_MS:
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
            if isinstance(item, AudioPiece):
                del self._waiting[index]
                self.waiting_ms -= item.duration_ms
                self.lost_ms += item.duration_ms if item.speaking else 0
                return


def _length_ms(pieces: deque[AudioPiece]) -> float:
    return pieces[-1].end_ms - pieces[0].at_ms
