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
_NEVER = -1


@dataclass(slots=True)
class _Track:
    """A party's last packet, and what is not believed.

    Attributes:
        behind: Those that came before.
        number: Of the last one.
        timestamp_ms: Of the last one.
        far: A number that may be a mistake.
        last: The last packet without a number that is believed.
        moves: Whether the times of such packets go on.
    """

    behind: BehindPackets
    number: int = 0
    timestamp_ms: int = _NEVER
    far: int | None = None
    last: Packet | None = None
    moves: bool = False


class PacketSequence:
    """The numbers of each party's packets, `sequenceNumber`.

    What has no number, or one that is not believed, came before if the very packet did; where times
    stand still, that can't be told, and it is heard.

    Attributes:
        dropped: How many packets came before, or too late.
    """

    def __init__(self) -> None:
        """Nothing has come."""
        self.dropped = 0
        behind = {speaker: BehindPackets(mulaw.RATE, self._drop) for speaker in Speaker}
        self._tracks = {speaker: _Track(packets) for speaker, packets in behind.items()}

    def take(self, packet: Packet, sequence: Any) -> Packet | list[Packet]:
        """Take a packet; returns what is heard now."""
        track = self._tracks[packet.speaker]
        try:
            number = int(sequence)
        except (ValueError, TypeError, OverflowError):
            return self._unbelieved(track, packet, None)
        if number <= track.number and packet.timestamp_ms <= track.timestamp_ms:
            if ready := track.behind.take(packet):
                track.number, track.timestamp_ms = number, packet.timestamp_ms
            return ready
        goes_on = track.far is not None and 0 < number - track.far <= _FARTHEST
        if number > track.number + _FARTHEST and not goes_on:
            return self._unbelieved(track, packet, number)
        held = track.behind.pass_on(packet)
        track.number, track.timestamp_ms, track.far = number, packet.timestamp_ms, None
        return [*held, packet] if held else packet

    def _unbelieved(
        self, track: _Track, packet: Packet, number: int | None
    ) -> Packet | list[Packet]:
        """Take a packet without a number, or with one that may be a mistake."""
        last_ms = track.last.timestamp_ms if track.last else track.timestamp_ms
        if last_ms not in (packet.timestamp_ms, _NEVER):
            track.moves = True
        elif track.last and track.last.pcm != packet.pcm:
            track.moves = False
        is_far_again = number is not None and number == track.far
        track.last, track.far = packet, number
        if track.behind.has_come(packet) and (track.moves or is_far_again):
            self._drop(1)
            return []
        held = track.behind.pass_on(packet)
        return [*held, packet] if held else packet

    def _drop(self, packets: int) -> None:
        self.dropped += packets

    def rest(self) -> list[Packet]:
        """What is heard yet at the end of the stream."""
        return [packet for track in self._tracks.values() for packet in track.behind.rest()]
