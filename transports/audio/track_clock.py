"""Track clock: a party's place on the call's clock, audio without gaps from packets with gaps."""

from collections.abc import Callable
from dataclasses import dataclass

# Twilio's timestamps jitter by a packet or two; more than this is a hole or a jump.
_TOLERANCE_MS = 60
# A hole up to this long is filled with silence (no packets are sent for silence on some calls);
# a longer one is a jump of the clock, and filling it would only flood the recogniser.
MAX_FILL_MS = 2000
# Audio without another loss for this long is whole again.
_WHOLE_MS = 10_000


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a packet of audio.

    Attributes:
        at_ms: The packet's begin on the track's clock, after any fill.
        fill_ms: Silence to put before it.
        lost_ms: Time that passed unheard before it, beyond what is filled.
        back_ms: How far the stream's timestamps went back.
        late_ms: How much later than its last packet the track turned out to begin, or to go on
            while the other's audio came all the time: silence that was not sent, no loss.
    """

    at_ms: float
    fill_ms: int = 0
    lost_ms: int = 0
    back_ms: int = 0
    late_ms: int = 0


class TrackClock:
    """The clock of one track; it never goes back, whatever the timestamps do."""

    def __init__(self, base_ms: int = 0, call_ms: Callable[[], float] | None = None) -> None:
        """Create a clock.

        Args:
            base_ms: Where the stream begins on the call's clock.
            call_ms: The end of the call's audio so far, the other party's included, on that clock.
        """
        self._offset_ms: float = base_ms  # call's clock minus stream's timestamps
        self._next_ms: float | None = None
        self._call_ms = call_ms or (lambda: base_ms)
        self._begun = False  # whether a packet has followed another
        self._suspect_ms: float | None = None  # where a second packet would prove a jump
        self._lost_until_ms: float | None = None  # where the audio goes on after the last loss

    @property
    def now_ms(self) -> float:
        """The place of the next sample."""
        return self._offset_ms if self._next_ms is None else self._next_ms

    def recovered(self) -> bool:
        """Whether 10 s of audio have come since the last loss without another; told once."""
        if self._lost_until_ms is None or self.now_ms - self._lost_until_ms < _WHOLE_MS:
            return False
        self._lost_until_ms = None
        return True

    def place(self, timestamp_ms: int, duration_ms: float) -> Placed:
        """Find the place of a packet.

        Args:
            timestamp_ms: The packet's own timestamp, ms from the start of the stream.
            duration_ms: How long its audio is.
        """
        at = timestamp_ms + self._offset_ms
        if self._next_ms is None:
            return self._first(at, duration_ms)
        gap = at - self._next_ms
        if -_TOLERANCE_MS <= gap <= MAX_FILL_MS:
            self._suspect_ms, self._begun = None, True
            fill_ms = round(gap) if gap > _TOLERANCE_MS else 0
            placed = Placed(at if fill_ms else self._next_ms, fill_ms=fill_ms)
        elif self._suspect_ms is None or abs(at - self._suspect_ms) > _TOLERANCE_MS:
            # One packet with a wild timestamp is a wild timestamp, not a jump.
            self._suspect_ms = at + duration_ms
            placed = Placed(self._next_ms)
        else:
            placed = self._jump(at, gap)
            self._suspect_ms, self._begun = None, True
        self._next_ms = placed.at_ms + duration_ms
        return placed

    def _first(self, at: float, duration_ms: float) -> Placed:
        """Begin a track, where its first packet says or, if that is far ahead, where the call is.

        A track may start late, and nothing is missing before it; but one clock is that of both
        tracks, and one packet's timestamp may be wild: the next one proves which it is.
        """
        call_ms = self._call_ms()
        if at - call_ms > MAX_FILL_MS:
            self._suspect_ms = at + duration_ms
            at = call_ms
        self._next_ms = at + duration_ms
        return Placed(at)

    def _jump(self, at: float, gap: float) -> Placed:
        if gap > 0 and (not self._begun or self._call_ms() >= at - MAX_FILL_MS):
            return Placed(at, late_ms=round(gap))
        if gap > 0:
            self._lost_until_ms = at
            return Placed(at, lost_ms=round(gap))
        self._offset_ms -= gap
        return Placed(at - gap, back_ms=round(-gap))
