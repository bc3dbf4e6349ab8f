"""Track clock: a party's place on the call's clock, audio without gaps from packets with gaps.

Two packets in a row whose timestamps are far ahead are a jump. What it is:

| what else is so | it is |
|---|---|
| the other party's audio came all the time | silence that was not sent |
| as much time has passed | audio that was lost, if the party was speaking; else silence |
| no time has passed; the other party jumps, too | audio that was lost |
| … and the other party goes on as before | a jump of this track's timestamps alone: it goes on |

Far behind, they went back: the party goes on where the other is whose timestamps went back before,
or where they were, later by the time without a packet, which is lost of who was speaking.
"""

from collections.abc import Callable

from transports.audio.placed import Placed

# Twilio's timestamps jitter by a packet or two; more than this is a hole or a jump.
_TOLERANCE_MS = 60
# A hole up to this long is filled with silence (no packets are sent for silence on some calls);
# a longer one is a jump of the clock, and filling it would only flood the recogniser.
MAX_FILL_MS = 2000
# A recording may be played so many times faster than it was spoken.
_FASTEST = 10
# Without a packet: a shorter one may be a network's.
_SHORTEST_GAP_MS = 1000
# Packets in doubt for which the other party's next one is waited for.
_LONGEST_DOUBT = 25


class TrackClock:
    """The clock of one track; it never goes back, whatever the timestamps do.

    Attributes:
        other: The clock of the other party's track, where there is one.
        heard_ms: How much audio has come so far, holes that were filled included.
    """

    def __init__(self, base_ms: int = 0, call_ms: Callable[[], float] | None = None) -> None:
        """Create a clock.

        Args:
            base_ms: Where the stream begins on the call's clock.
            call_ms: The end of the call's audio so far, the other party's included, on that clock.
        """
        self.other: TrackClock | None = None
        self.heard_ms = 0.0
        self._offset_ms: float = base_ms  # call's clock minus stream's timestamps
        self._next_ms: float | None = None
        self._call_ms = call_ms or (lambda: base_ms)
        self._begun = False  # whether a packet has followed another
        self._suspect_ms: float | None = None  # where a second packet would prove a jump
        self._doubt = 0  # packets that a jump explains
        self._in_row = (0.0, 0.0)  # when the last packet in a row came; the other's audio then
        self._doubted_ms = 0.0  # the other's audio when the doubt began

    @property
    def now_ms(self) -> float:
        """The place of the next sample."""
        return self._offset_ms if self._next_ms is None else self._next_ms

    @property
    def in_doubt(self) -> bool:
        """Whether the last packet may have been the first of a jump."""
        return self._suspect_ms is not None

    def place(
        self, timestamp_ms: int, duration_ms: float, now: float = 0.0, *, cut_off: bool = False
    ) -> Placed:
        """Find the place of a packet.

        Args:
            timestamp_ms: The packet's own timestamp, ms from the start of the stream.
            duration_ms: How long its audio is.
            now: When it came, seconds.
            cut_off: Whether the party was speaking where their audio ends so far.
        """
        follows = self.follow(timestamp_ms, duration_ms, now)
        if follows is not None:
            return Placed(follows)
        at, next_ms = timestamp_ms + self._offset_ms, self._next_ms
        if next_ms is None:
            placed = self._first(at, duration_ms)
        else:
            placed = self._next(at, at - next_ms, duration_ms, now, cut_off=cut_off)
        if self._suspect_ms is None:
            self._in_row = (now, self._others_ms)
        self._next_ms = placed.at_ms + duration_ms
        self.heard_ms += placed.fill_ms + duration_ms
        return placed

    def follow(self, timestamp_ms: int, duration_ms: float, now: float) -> float | None:
        """The place of a packet that is in a row with the last one, as nearly all are; else None.

        Where it is None, nothing is taken in, and `place` says where the packet is.
        """
        next_ms = self._next_ms
        if next_ms is None or abs(timestamp_ms + self._offset_ms - next_ms) > _TOLERANCE_MS:
            return None
        self._suspect_ms, self._begun = None, True
        self._in_row = (now, self._others_ms)
        self._next_ms = next_ms + duration_ms
        self.heard_ms += duration_ms
        return next_ms

    @property
    def _others_ms(self) -> float:
        return self.other.heard_ms if self.other else 0.0

    def _next(
        self, at: float, gap: float, duration_ms: float, now: float, *, cut_off: bool
    ) -> Placed:
        if 0 < gap <= MAX_FILL_MS:
            self._suspect_ms, self._begun = None, True
            return Placed(at, fill_ms=round(gap))
        if self._suspect_ms is None or abs(at - self._suspect_ms) > _TOLERANCE_MS:
            # One packet with a wild timestamp is a wild timestamp, not a jump.
            self._begin_doubt(at + duration_ms)
            return Placed(self.now_ms)
        self._suspect_ms, self._doubt = at + duration_ms, self._doubt + 1
        jump = self._jump(at, gap, now, cut_off=cut_off)
        if jump:
            self._suspect_ms, self._begun = None, True
        return jump or Placed(self.now_ms)

    def _first(self, at: float, duration_ms: float) -> Placed:
        """Begin a track, where its first packet says or, if that is far ahead, where the call is.

        A track may start late, and nothing is missing before it; but one clock is that of both
        tracks, and one packet's timestamp may be wild: the next one proves which it is.
        """
        call_ms = self._call_ms()
        if at - call_ms > MAX_FILL_MS:
            self._begin_doubt(at + duration_ms)
            at = call_ms
        return Placed(at)

    def _begin_doubt(self, next_ms: float) -> None:
        self._suspect_ms, self._doubt, self._doubted_ms = next_ms, 1, self._others_ms

    def _jump(self, at: float, gap: float, now: float, *, cut_off: bool) -> Placed | None:
        """What a jump is (see above); None as long as it is in doubt."""
        if gap < 0 or self._others_place(at) is not None:
            return self._restart(at, gap, now, cut_off=cut_off)
        heard_at, others_ms = self._in_row
        other = self.other
        others_since_ms = self._others_ms - others_ms if other else self._call_ms() - self.now_ms
        passed = other and self._begun and (now - heard_at) * 1000 >= gap / _FASTEST
        if others_since_ms >= gap - MAX_FILL_MS or (passed and not cut_off):
            return Placed(at, late_ms=round(gap))
        if other and not passed and not other.is_near(at):
            if other.heard_ms > self._doubted_ms:
                self._offset_ms -= gap
                return Placed(at - gap, ahead_ms=round(gap))
            if self._begun and other.heard_ms and self._doubt < _LONGEST_DOUBT:
                return None
        if not self._begun:
            return Placed(at, late_ms=round(gap))
        return Placed(at, lost_ms=round(gap))

    def _others_place(self, at: float) -> float | None:
        """The place by the other party's clock, where that has moved and is there now."""
        if self.other is None:
            return None
        place = at + self.other._offset_ms - self._offset_ms
        has_moved = abs(place - at) > MAX_FILL_MS and place >= self.now_ms - _TOLERANCE_MS
        is_there = self.other.is_near(place) and not self.other.is_near(at)
        return max(place, self.now_ms) if has_moved and is_there else None

    def _restart(self, at: float, gap: float, now: float, *, cut_off: bool) -> Placed:
        """Go on in a stream whose timestamps have gone back."""
        heard_at, others_ms = self._in_row
        passed_ms, others_since_ms = (now - heard_at) * 1000, self._others_ms - others_ms
        is_gap = self._begun and passed_ms >= _SHORTEST_GAP_MS and others_since_ms < passed_ms / 2
        place = self._others_place(at)
        if place is None:
            place = self.now_ms + (passed_ms if is_gap else 0)
        missing, back_ms = round(place - self.now_ms), round(-gap)
        self._offset_ms += place - at
        if cut_off and is_gap:
            return Placed(self.now_ms + missing, lost_ms=missing, back_ms=back_ms)
        return Placed(self.now_ms + missing, late_ms=missing, back_ms=back_ms)

    def is_near(self, at: float) -> bool:
        """Whether this track is at `at`, or its last packet said so."""
        where = self.now_ms if self._suspect_ms is None else self._suspect_ms
        return abs(where - at) <= MAX_FILL_MS
