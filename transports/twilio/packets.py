"""Packet sequence: Twilio's packets in the order of their numbers, and which came before."""

from dataclasses import dataclass, field
from typing import Any

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.audio.pcm import bytes_a_ms
from transports.streams.packet import Packet
from transports.streams.restart import LATE_MS, BehindPackets
from transports.twilio.early_packets import TOLERANCE_MS, EarlyPackets

# Half a minute of a stream. A number that is further ahead is a mistake, if the next one does not
# go on from it: were it believed, all that comes after it would have come before.
_FARTHEST = 3000
_NEVER = -1
_BYTES_A_MS = bytes_a_ms(mulaw.RATE)
_RECENT = 64  # numbers are looked for: more than come while a packet waits


@dataclass(slots=True)
class _Track:
    """A party's last packet that was heard, those that wait, and what is not believed.

    Attributes:
        behind: Those that came before.
        early: Those that came before others of theirs.
        number: Of the last one.
        timestamp_ms: Of the last one.
        end_ms: Of the last one; None before the first.
        far: A number that may be a mistake.
        last: The last packet without a number that is believed.
        moves: Whether the times of such packets go on.
    """

    behind: BehindPackets
    early: EarlyPackets = field(default_factory=EarlyPackets)
    number: int = 0
    timestamp_ms: int = _NEVER
    end_ms: float | None = None
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
        self._come = [0] * _RECENT  # the last numbers, of both parties
        self._any_waits = False

    def take(self, packet: Packet, sequence: Any) -> Packet | list[Packet]:
        """Take a packet; returns what is heard now."""
        track = self._tracks[packet.speaker]
        try:
            number = int(sequence)
        except (ValueError, TypeError, OverflowError):
            return self._unbelieved(track, packet, None)
        goes_on = track.far is not None and 0 < number - track.far <= _FARTHEST
        if number > track.number + _FARTHEST and not goes_on:
            return self._unbelieved(track, packet, number)
        self._come[number % _RECENT] = number
        if not self._any_waits and not self._is_early(track, packet, number):
            return self._heard(track, packet, number)
        return self._with_early(track, packet, number)

    def _heard(self, track: _Track, packet: Packet, number: int) -> Packet | list[Packet]:
        """Take a packet that does not wait; returns what is heard now."""
        if number <= track.number and packet.timestamp_ms <= track.timestamp_ms:
            if ready := track.behind.take(packet):
                last = ready[-1]
                track.number, track.timestamp_ms = number, packet.timestamp_ms
                track.end_ms = last.end_ms(_BYTES_A_MS)
            return ready
        held = track.behind.pass_on(packet)
        track.number, track.timestamp_ms, track.far = number, packet.timestamp_ms, None
        track.end_ms = packet.end_ms(_BYTES_A_MS)
        return [*held, packet] if held else packet

    def _is_early(self, track: _Track, packet: Packet, number: int) -> bool:
        if track.end_ms is None or number <= track.number:
            return False
        gap_ms = packet.timestamp_ms - track.end_ms
        return TOLERANCE_MS < gap_ms <= LATE_MS and not self._is_whole(track, number)

    def _is_whole(self, track: _Track, number: int) -> bool:
        """Whether all numbers between a party's last packet and this one have come."""
        between = range(max(track.number + 1, number - _RECENT + 1), number)
        return all(self._come[one % _RECENT] == one for one in between)

    def _with_early(self, track: _Track, packet: Packet, number: int) -> list[Packet]:
        """Take a packet where some wait, or this one does."""
        heard: list[Packet] = []
        held = track.early.get(number)
        if held == packet or track.behind.has_come(packet):
            self._drop(1)
            return heard
        if held or number <= track.number:
            heard += self._no_more(track)
            heard += _listed(self._heard(track, packet, number))
        elif self._is_early(track, packet, number):
            track.early.hold(number, packet)
        else:
            is_next = track.end_ms is None or packet.timestamp_ms - track.end_ms <= TOLERANCE_MS
            heard += [] if is_next else self._no_more(track)
            heard += _listed(self._heard(track, packet, number))
        for one in self._tracks.values():
            one.early.come(packet.speaker, packet.length_ms(_BYTES_A_MS))
            heard += self._ready(one)
        self._any_waits = any(one.early for one in self._tracks.values())
        return heard

    def _ready(self, track: _Track) -> list[Packet]:
        """Those of a party that wait no longer."""
        heard: list[Packet] = []
        while first := track.early.pop(track.end_ms or 0.0, lambda n: self._is_whole(track, n)):
            number, packet = first
            heard += _listed(self._heard(track, packet, number))
        return heard

    def _no_more(self, track: _Track) -> list[Packet]:
        """All of a party that wait."""
        held = track.early.pop_all()
        return [p for number, packet in held for p in _listed(self._heard(track, packet, number))]

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
        if track.end_ms is not None and abs(packet.timestamp_ms - track.end_ms) <= TOLERANCE_MS:
            track.end_ms = packet.end_ms(_BYTES_A_MS)
        held = track.behind.pass_on(packet)
        return [*held, packet] if held else packet

    def _drop(self, packets: int) -> None:
        self.dropped += packets

    def rest(self) -> list[Packet]:
        """What is heard yet at the end of the stream."""
        tracks = self._tracks.values()
        early = [packet for track in tracks for packet in self._no_more(track)]
        return early + [packet for track in tracks for packet in track.behind.rest()]


def _listed(heard: Packet | list[Packet]) -> list[Packet]:
    return [heard] if isinstance(heard, Packet) else heard
