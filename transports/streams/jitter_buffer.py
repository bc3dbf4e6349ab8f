"""Jitter buffer: the packets of a stream in the order of their times, where they came in another.

| a packet of a party | what is done with it |
|---|---|
| goes on where the last one ended, or before that, and begins after it | passed on at once |
| comes after a gap of 2 s at most | kept until what is missing comes, or 200 ms more of the call |
| belongs to a gap that was given up, or came before | dropped, unless it shows to be a restart |
| is further away than that | kept until the next one: it goes on from there, or the time is wild |
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from conversation.speech.speakers import Speaker
from transports.audio.pcm import bytes_a_ms
from transports.streams.packet import Packet
from transports.streams.restart import LATE_MS, BehindPackets

LONGEST_WAIT_MS = LATE_MS
"""Of the call, after a packet that came too early: how late it may be passed on."""
_LONGEST_GAP_MS = 2000
# Timestamps jitter by less than a packet.
_TOLERANCE_MS = 10


@dataclass(slots=True)
class _Track:
    """A party's packets.

    Attributes:
        behind: Those that are behind.
        last_ms: The begin of the last that was passed on.
        next_ms: Its end, where the next one begins.
        early: Those that came too early.
        far: One that is far away.
    """

    behind: BehindPackets
    last_ms: float = -math.inf
    next_ms: float = 0.0
    early: list[Packet] = field(default_factory=list[Packet])
    far: Packet | None = None


class JitterBuffer:
    """Both parties' packets of one stream.

    Attributes:
        dropped: How many came too late, or twice, as far as that shows.
    """

    def __init__(self, sample_rate: int) -> None:
        """Take packets of `sample_rate` Hz; nothing has come."""
        self.dropped = 0
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._tracks = {
            speaker: _Track(BehindPackets(sample_rate, self._drop)) for speaker in Speaker
        }
        self._newest_ms = 0.0

    def take(self, packet: Packet) -> list[Packet]:
        """Take a packet; returns what is to be passed on now."""
        track = self._tracks[packet.speaker]
        gap_ms = packet.timestamp_ms - track.next_ms
        is_far = not -_LONGEST_GAP_MS <= gap_ms <= _LONGEST_GAP_MS
        is_behind = gap_ms < -_TOLERANCE_MS and packet.timestamp_ms <= track.last_ms
        if is_behind and (not is_far or track.behind.has_come(packet)):
            return self._restart(track, track.behind.take(packet))
        if track.early and not is_far and track.behind.is_another(packet):
            return self._restart(track, track.behind.take(packet))
        held = track.behind.before(packet) if is_far and gap_ms < 0 else []
        held += track.behind.pass_on(packet)
        if held and not (is_far and gap_ms > 0):
            return self._restart(track, [*held, packet])
        if is_far:
            return self._restart(track, held) + self._jump(track, packet)
        wild = self._far(track)
        if any(packet.timestamp_ms == p.timestamp_ms for p in track.early):
            self.dropped += 1
            return wild
        heappush(track.early, packet)
        self._newest_ms = max(self._newest_ms, packet.timestamp_ms)
        return wild + [ready for track in self._tracks.values() for ready in self._ready(track)]

    def rest(self) -> list[Packet]:
        """What is still kept, at the end of the stream."""
        tracks = self._tracks.values()
        early = sorted(packet for track in tracks for packet in track.early)
        far = [packet for track in tracks for packet in self._far(track)]
        return early + far + [packet for track in tracks for packet in track.behind.rest()]

    def _ready(self, track: _Track) -> Iterator[Packet]:
        while track.early:
            at_ms = track.early[0].timestamp_ms
            follows = at_ms - track.next_ms <= _TOLERANCE_MS
            if not follows and self._newest_ms - at_ms < LONGEST_WAIT_MS:
                return
            packet = heappop(track.early)
            if at_ms - track.next_ms < -_TOLERANCE_MS and at_ms <= track.last_ms:
                self.dropped += 1  # a packet that came twice while it was kept
                continue
            track.last_ms, track.next_ms = at_ms, packet.end_ms(self._bytes_a_ms)
            yield packet

    def _jump(self, track: _Track, packet: Packet) -> list[Packet]:
        """Keep a packet; a second one that is near it shows that the stream has jumped.

        One that stands alone is passed on: the track's clock judges a wild time.
        """
        if packet == track.far:
            self.dropped += 1
            return []
        alone = self._far(track)
        if alone and self._is_near(packet, alone[0]):
            track.behind.begin_anew([*alone, packet])
            return self._restart(track, [*alone, packet])
        track.far = packet
        return alone

    def _is_near(self, packet: Packet, other: Packet) -> bool:
        """Whether two packets are of one stretch of audio, in whatever order they came."""
        away_ms = packet.timestamp_ms - other.timestamp_ms
        longest_ms = other.length_ms(self._bytes_a_ms) + LATE_MS
        return away_ms != 0 and -LATE_MS <= away_ms <= longest_ms

    def _far(self, track: _Track) -> list[Packet]:
        """The far packet that is kept, if one is, which is kept no more."""
        far, track.far = track.far, None
        return [far] if far else []

    def _restart(self, track: _Track, packets: list[Packet]) -> list[Packet]:
        """Go on from these packets, if there are any, after those that were kept."""
        if not packets:
            return []
        kept, track.early = sorted(track.early) + self._far(track), sorted(packets)
        track.last_ms, track.next_ms = -math.inf, track.early[0].timestamp_ms
        self._newest_ms = track.early[-1].timestamp_ms
        return [*kept, *self._ready(track)]

    def _drop(self, packets: int) -> None:
        self.dropped += packets
