"""Pieces: one party's audio as it goes to the recogniser, in fewer frames than packets.

    the party                                      longest piece
    ─────────────────────────────────────────────  ─────────────
    speaks: their next words wait for it to fill   40 ms; of many calls 80 ms
    is silent, and may begin at any moment         100 ms
    has been too soft for speech for a second      240 ms

The first piece is short, too: it may be the begin of speech that is not yet known as such. A pause
sends what there is; at the first sound that may be speech, a long piece goes at once.
"""

from collections.abc import Callable

from pipecat.frames.frames import Frame, UserAudioRawFrame

from conversation.speech.speakers import Speaker
from transports.audio.pcm import bytes_a_ms

_SPEAKING_MS, _PIECE_MS, _SOFT_MS = 40, 100, 240
_SPEAKING_OF_MANY_MS, _MANY = 80, 0.9


class Pieces:
    """The pieces of one track."""

    def __init__(
        self,
        speaker: Speaker,
        sample_rate: int,
        emit: Callable[[Frame], None],
        hear: Callable[[float, bytes], bool],
    ):
        """Begin a track.

        Args:
            speaker: The party.
            sample_rate: Of their audio, Hz.
            emit: Takes a piece as a frame.
            hear: Is asked first, with its place: whether it takes a piece without one.
        """
        self._speaker = speaker
        self._rate = sample_rate
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._emit = emit
        self._hear = hear
        self._audio: list[bytes] = []
        self._bytes = 0
        self._at_ms = 0.0
        self._has_sent = False

    def add(self, at_ms: float, pcm: bytes) -> None:
        """Take audio that belongs at `at_ms` of the call; `fill` sends it."""
        if not self._audio:
            self._at_ms = at_ms
        self._audio.append(pcm)
        self._bytes += len(pcm)

    def fill(self, *, speaking: bool, soft: bool, share: float = 0.0) -> None:
        """Send the piece if it is as long as it may be.

        Args:
            speaking: Whether the party speaks.
            soft: Whether they have been too soft for speech for long.
            share: How many calls the process hears: 0, a few, to 1, as many as are heard together.
        """
        if speaking or not self._has_sent:
            longest_ms = _SPEAKING_MS if share < _MANY else _SPEAKING_OF_MANY_MS
        else:
            longest_ms = _SOFT_MS if soft else _PIECE_MS
        if self._bytes >= longest_ms * self._bytes_a_ms:
            self.send()

    def send(self) -> None:
        """Send what there is."""
        if not self._audio:
            return
        audio = b"".join(self._audio)
        self._has_sent = True
        self._audio, self._bytes = [], 0
        if self._hear(self._at_ms, audio):
            return
        frame = UserAudioRawFrame(
            audio=audio, sample_rate=self._rate, num_channels=1, user_id=self._speaker
        )
        frame.pts = round(self._at_ms * 1_000_000)  # Pipecat counts in ns
        self._emit(frame)
