"""Packet sequence: which of Twilio's packets came before."""

from typing import Any

from conversation.speech.speakers import Speaker


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
