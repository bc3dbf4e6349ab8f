"""Packets of a stream whose times stand still: they are heard in the order in which they come.

| a packet of a party | what is done with it |
|---|---|
| at another time than the last one, or after its end | passed on as it is |
| at the same time | kept: it may have come twice |
| at the same time again, after other audio or ten times | placed: it did not come twice |

From the first of them on, each is placed where the party's last one ended, or where the other
party is.
"""

from dataclasses import dataclass, field

from conversation.speech.speakers import Speaker
from transports.audio.pcm import bytes_a_ms
from transports.streams.packet import Packet

_TWICE = 10
# A party that sent nothing for so long goes on where the other one is.
_BEHIND_MS = 1000


@dataclass(slots=True)
class _Track:
    """A party's last time, the end of their last packet, and those that may have come twice."""

    said_ms: int | None = None
    end_ms: float = 0.0
    first_pcm: bytes = b""
    kept: list[Packet] = field(default_factory=list[Packet])
    stands: bool = False

    @property
    def comes_anew(self) -> bool:
        """Whether those that are kept are more than one packet that came twice."""
        has_others = any(packet.pcm != self.first_pcm for packet in self.kept)
        return len(self.kept) >= _TWICE or (len(self.kept) > 1 and has_others)


class StandingTimes:
    """Both parties' packets of one stream, each at a time of its own."""

    def __init__(self, sample_rate: int) -> None:
        """Take packets of `sample_rate` Hz; nothing has come."""
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._tracks = {speaker: _Track() for speaker in Speaker}

    def take(self, packet: Packet) -> list[Packet]:
        """Take a packet; returns what is passed on now."""
        track = self._tracks[packet.speaker]
        if packet.timestamp_ms != track.said_ms or packet.timestamp_ms >= int(track.end_ms):
            kept, track.kept, track.stands = track.kept, [], False
            track.said_ms, track.first_pcm = packet.timestamp_ms, packet.pcm
            track.end_ms = packet.end_ms(self._bytes_a_ms)
            return [*kept, packet]
        track.kept.append(packet)
        if not (track.stands or track.comes_anew):
            return []
        track.stands = True
        kept, track.kept = track.kept, []
        return [self._placed(track, one) for one in kept]

    def rest(self) -> list[Packet]:
        """What is kept at the end of the stream."""
        return [packet for track in self._tracks.values() for packet in track.kept]

    def _placed(self, track: _Track, packet: Packet) -> Packet:
        farthest_ms = max(one.end_ms for one in self._tracks.values())
        at_ms = farthest_ms if farthest_ms - track.end_ms > _BEHIND_MS else track.end_ms
        track.end_ms = at_ms + packet.length_ms(self._bytes_a_ms)
        return packet._replace(timestamp_ms=round(at_ms))
