"""Piece of audio: one party's, in its place of the call."""

from dataclasses import dataclass


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
