"""Packet sequence: which of Twilio's packets came before."""

from typing import Any

from conversation.speech.speakers import Speaker

# Half a minute of a stream. A number that is further ahead is a mistake: if it were believed, all
# that comes after it would have come before.
_FARTHEST = 3000


class PacketSequence:
    """The numbers of each party's packets, `sequenceNumber`."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._number = dict.fromkeys(Speaker, 0)
        self._timestamp_ms = dict.fromkeys(Speaker, -1)

    def has(self, speaker: Speaker, timestamp_ms: int, sequence: Any) -> bool:
        """Whether the packet came before; one without a number never did."""
        try:
            number = int(sequence)
        except (ValueError, TypeError):
            return False
        if number <= self._number[speaker] and timestamp_ms <= self._timestamp_ms[speaker]:
            return True
        if number > self._number[speaker] + _FARTHEST:
            return False
        self._number[speaker], self._timestamp_ms[speaker] = number, timestamp_ms
        return False
