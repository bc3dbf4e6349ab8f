"""Packet: the audio of one Twilio message, and which of them came before."""

from typing import Any, NamedTuple

from conversation.speech.speakers import Speaker


class Packet(NamedTuple):
    """The audio of one message.

    Attributes:
        speaker: Whose audio.
        timestamp_ms: Where it begins, from the start of the stream.
        pcm: 16-bit little-endian, 8 kHz, mono.
    """

    speaker: Speaker
    timestamp_ms: int
    pcm: bytes


class PacketSequence:
    """The numbers of each party's packets, `sequenceNumber`."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._number = dict.fromkeys(Speaker, -1)
        self._timestamp_ms = dict.fromkeys(Speaker, -1)

    def has(self, speaker: Speaker, timestamp_ms: int, sequence: Any) -> bool:
        """Whether the packet came before; one without a number never did."""
        try:
            number = int(sequence)
        except (ValueError, TypeError):
            return False
        if number <= self._number[speaker] and timestamp_ms <= self._timestamp_ms[speaker]:
            return True
        self._number[speaker], self._timestamp_ms[speaker] = number, timestamp_ms
        return False
