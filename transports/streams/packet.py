"""Packet of audio: what one message of a media stream brings of one party."""

from typing import NamedTuple

from conversation.speech.speakers import Speaker


class Packet(NamedTuple):
    """The audio of one message.

    Attributes:
        speaker: Whose audio.
        timestamp_ms: Where it begins, from the start of the stream.
        pcm: 16-bit little-endian, mono; empty for a packet of theirs that can't be read.
    """

    speaker: Speaker
    timestamp_ms: int
    pcm: bytes

    def length_ms(self, bytes_a_ms: float) -> float:
        """How long it is, where so many bytes are a millisecond."""
        return len(self.pcm) / bytes_a_ms

    def end_ms(self, bytes_a_ms: float) -> float:
        """Where it ends, likewise; asked of each packet of a call."""
        return self.timestamp_ms + len(self.pcm) / bytes_a_ms
