"""Restart of a media stream: its counters go back, and what it brings is no late packet.

A packet of a party is behind where by the stream's counters it has come, or its time has passed.
Those that come one after another, with none between that is not behind, are

| what they are | so |
|---|---|
| two at least, at whose times other audio has come | a restart: they are heard |
| more than 200 ms of audio, half of it at least that never came | a restart |
| more than 5 s of audio, and be it the same | a restart |
| one at whose time other audio has come, the same being less than half, once a packet comes that \
is not behind | a restart, of less than they are |
| anything else, once such a packet comes | late, or come twice: dropped |

So silence, which is like other silence, waits for what comes after it. Times are the same where two
packets would have half of their audio in common: a stream may begin anew between two packets.
"""

from array import array
from collections.abc import Callable, Iterable

from transports.audio.pcm import bytes_a_ms
from transports.streams.packet import Packet

LATE_MS = 200
"""How much audio may come late in one piece."""
_LONGEST_REPEAT_MS = 5000
_OTHERS = 2
# Half a minute is known again: as many packets as have a time of their own.
_SLOT_MS, _SLOTS = 10, 3000
_NOTHING = array("q", [-1]) * _SLOTS
_AUDIO_BITS = 32
_AUDIO = (1 << _AUDIO_BITS) - 1


class BehindPackets:
    """The packets of one party that are behind, until it shows what they are."""

    def __init__(self, sample_rate: int, dropped: Callable[[int], None]) -> None:
        """Know of none, of audio of `sample_rate` Hz; `dropped` takes how many were not heard."""
        self._dropped = dropped
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._known = _NOTHING[:]
        self._forget()

    def has_come(self, packet: Packet) -> bool:
        """Whether the very packet has come in the last half minute of the stream."""
        return self._known[_slot(packet)] == _mark(packet)

    def is_another(self, packet: Packet) -> bool:
        """Whether what has come at the time of a packet is other audio."""
        come = self._at_the_time_of(packet, packet.length_ms(self._bytes_a_ms))
        return bool(come) and hash(packet.pcm) & _AUDIO not in come

    def pass_on(self, packet: Packet) -> list[Packet]:
        """Take a packet that is not behind; returns those of a restart that are heard before it."""
        held = self._settled() if self._held else []
        at_ms = packet.timestamp_ms  # of each packet of a call: nothing is called that need not be
        self._known[at_ms // _SLOT_MS % _SLOTS] = at_ms << _AUDIO_BITS | hash(packet.pcm) & _AUDIO
        return held

    def take(self, packet: Packet) -> list[Packet]:
        """Take a packet that is behind; returns all of a restart once it shows, else nothing."""
        packet_ms = packet.length_ms(self._bytes_a_ms)
        at_its_time = self._at_the_time_of(packet, packet_ms)
        self._held.append(packet)
        self._held_ms += packet_ms
        if hash(packet.pcm) & _AUDIO not in at_its_time:
            self._new_ms += packet_ms
            self._others += bool(at_its_time)
        is_new = self._new_ms > LATE_MS and self._is_new
        is_restart = is_new or self._others >= _OTHERS or self._held_ms > _LONGEST_REPEAT_MS
        return self._restarted() if is_restart else []

    def begin_anew(self, packets: Iterable[Packet]) -> None:
        """Know of no others than these, which a restart has brought."""
        self._known = _NOTHING[:]
        for packet in packets:
            self._known[_slot(packet)] = _mark(packet)

    def before(self, packet: Packet) -> list[Packet]:
        """Those that are held, where a packet that is no late one goes on from them."""
        if not self._held:
            return []
        last = self._held[-1]
        end_ms = last.end_ms(self._bytes_a_ms)
        return self._restarted() if abs(packet.timestamp_ms - end_ms) < _SLOT_MS else []

    def rest(self) -> list[Packet]:
        """What is held at the end of the stream, where most of it never came."""
        return self._restarted() if self._is_new else []

    @property
    def _is_new(self) -> bool:
        return 2 * self._new_ms >= self._held_ms

    def _at_the_time_of(self, packet: Packet, packet_ms: float) -> set[int]:
        """What has come that would have half of its audio in common with the packet."""
        half_ms = packet_ms / 2
        first, last = max(0.0, packet.timestamp_ms - half_ms), packet.timestamp_ms + half_ms
        slots = range(int(first // _SLOT_MS), int(last // _SLOT_MS) + 1)
        known = (self._known[slot % _SLOTS] for slot in slots)
        return {mark & _AUDIO for mark in known if first <= mark >> _AUDIO_BITS <= last}

    def _settled(self) -> list[Packet]:
        """Those that are held, if they are of a restart; else they are dropped."""
        if self._others and self._is_new:
            return self._restarted()
        self._dropped(len(self._held))
        self._forget()
        return []

    def _restarted(self) -> list[Packet]:
        held = self._held
        self._forget()
        self.begin_anew(held)
        return held

    def _forget(self) -> None:
        self._held: list[Packet] = []
        self._held_ms = self._new_ms = 0.0
        self._others = 0


def _slot(packet: Packet) -> int:
    return packet.timestamp_ms // _SLOT_MS % _SLOTS


def _mark(packet: Packet) -> int:
    return packet.timestamp_ms << _AUDIO_BITS | hash(packet.pcm) & _AUDIO
