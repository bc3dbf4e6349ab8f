"""Piece of audio: one party's, in its place of the call."""

from dataclasses import dataclass

from transports.audio.pcm import BYTES_A_SAMPLE


@dataclass(frozen=True, slots=True)
class AudioPiece:
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

    @property
    def end_ms(self) -> float:
        """Where it ends on the call's clock."""
        return self.at_ms + self.duration_ms

    def last(self, length_ms: float) -> "AudioPiece":
        """The end of it, so long; all of it, if it is no longer."""
        if length_ms >= self.duration_ms:
            return self
        samples = round(len(self.audio) / BYTES_A_SAMPLE * length_ms / self.duration_ms)
        audio = self.audio[-max(1, samples) * BYTES_A_SAMPLE :]
        return AudioPiece(self.end_ms - length_ms, audio, length_ms, self.speaking)
