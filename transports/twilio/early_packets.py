"""Early packets of one party: they came before others of theirs, which are waited for.

Twilio numbers the messages of a stream. A packet waits where there is a hole in its party's audio
before it *and* numbers before its own have not come: a pause that is not sent has no such numbers.

| a packet that waits | is heard |
|---|---|
| and now goes on where the last one ended, or whose missing numbers have come | now |
| while 200 ms of a party's audio came | now: the others are lost |
| and a packet comes that no wait can explain | before that one |
"""

from collections.abc import Callable
from heapq import heappop, heappush

from conversation.speech.speakers import Speaker
from transports.streams.packet import Packet
from transports.streams.restart import LATE_MS

# Timestamps jitter by less than a packet.
TOLERANCE_MS = 10


class EarlyPackets:
    """Those that wait, by their numbers."""

    def __init__(self) -> None:
        """None waits."""
        self._heap: list[tuple[int, float, Packet]] = []  # with what had come when it did
        self._come_ms = dict.fromkeys(Speaker, 0.0)

    def __len__(self) -> int:
        return len(self._heap)

    def hold(self, number: int, packet: Packet) -> None:
        """Have a packet wait."""
        heappush(self._heap, (number, max(self._come_ms.values()), packet))

    def get(self, number: int) -> Packet | None:
        """The packet of this number, if it waits."""
        return next((packet for held, _, packet in self._heap if held == number), None)

    def come(self, speaker: Speaker, audio_ms: float) -> None:
        """Count what came meanwhile of a party."""
        self._come_ms[speaker] += audio_ms

    def pop(self, end_ms: float, is_whole: Callable[[int], bool]) -> tuple[int, Packet] | None:
        """The first one, if it is heard now, with its number.

        Args:
            end_ms: Where its party's last packet that was heard ended.
            is_whole: Whether all numbers before this one have come.
        """
        if not self._heap:
            return None
        number, came_at_ms, packet = self._heap[0]
        follows = packet.timestamp_ms - end_ms <= TOLERANCE_MS
        is_due = max(self._come_ms.values()) - came_at_ms >= LATE_MS
        if not (follows or is_due or is_whole(number)):
            return None
        heappop(self._heap)
        return number, packet

    def pop_all(self) -> list[tuple[int, Packet]]:
        """All of them, in their order."""
        held, self._heap = sorted(self._heap), []
        return [(number, packet) for number, _, packet in held]
