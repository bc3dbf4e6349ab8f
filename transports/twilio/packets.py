"""Packet sequence: which of Twilio's packets came before, by their numbers and timestamps."""

from dataclasses import dataclass
from typing import Any

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.streams.packet import Packet
from transports.streams.restart import BehindPackets

# Half a minute of a stream. A number that is further ahead is a mistake, if the next one does not
# go on from it: were it believed, all that comes after it would have come before.
_FARTHEST = 3000


@dataclass(slots=True)
class _Track:
    """A party's last packet, and a number that may be a mistake."""

    behind: BehindPackets
    number: int = 0
    timestamp_ms: int = -1
    far: int | None = None


class PacketSequence:
    """The numbers of each party's packets, `sequenceNumber`.

    Attributes:
        dropped: How many packets came before, or too late.
    """

    def __init__(self) -> None:
        """Nothing has come."""
        self.dropped = 0
        self._tracks = {speaker: _Track(BehindPackets(mulaw.RATE)) for speaker in Speaker}

    def take(self, packet: Packet, sequence: Any) -> Packet | list[Packet]:
        """Take a packet; returns what is heard now. One without a number never came before."""
        try:
            number = int(sequence)
        except (ValueError, TypeError, OverflowError):
            return packet
        track = self._tracks[packet.speaker]
        if number <= track.number and packet.timestamp_ms <= track.timestamp_ms:
            if ready := track.behind.take(packet):
                track.number, track.timestamp_ms = number, packet.timestamp_ms
            return ready
        self.dropped += track.behind.pass_on(packet)
        goes_on = track.far is not None and 0 < number - track.far <= _FARTHEST
        if number > track.number + _FARTHEST and not goes_on:
            track.far = number
        else:
            track.number, track.timestamp_ms, track.far = number, packet.timestamp_ms, None
        return packet

    def rest(self) -> list[Packet]:
        """What is heard yet at the end of the stream."""
        return [packet for track in self._tracks.values() for packet in track.behind.rest()]
