"""A party's place on the call's clock: audio without gaps from packets that have them."""

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
    """Where a packet of audio belongs.

    Attributes:
        at_ms: The packet's begin on the track's clock, after any fill.
        fill_ms: Silence to put before it.
        lost_ms: Time that passed unheard before it, beyond what is filled.
        back_ms: How far the stream's timestamps went back.
    """

    at_ms: float
    fill_ms: int = 0
    lost_ms: int = 0
    back_ms: int = 0


class TrackClock:
    """The clock of one track; it never goes back, whatever the timestamps do."""

    def __init__(self, base_ms: int = 0) -> None:
        """Create a clock; `base_ms` is where the stream begins on the call's clock."""
        self._offset_ms: float = base_ms  # call's clock minus stream's timestamps
        self._next_ms: float | None = None
        self._suspect_ms: float | None = None  # where a second packet would prove a jump
        self._lost_until_ms: float | None = None  # where the audio goes on after the last loss

    @property
    def now_ms(self) -> float:
        """Where the next sample belongs."""
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
        if self._next_ms is None:  # a track may start late; nothing is missing before it
            self._next_ms = at + duration_ms
            return Placed(at)
        gap = at - self._next_ms
        if -_TOLERANCE_MS <= gap <= MAX_FILL_MS:
            self._suspect_ms = None
            fill_ms = round(gap) if gap > _TOLERANCE_MS else 0
            placed = Placed(at if fill_ms else self._next_ms, fill_ms=fill_ms)
        elif self._suspect_ms is None or abs(at - self._suspect_ms) > _TOLERANCE_MS:
            # One packet with a wild timestamp is a wild timestamp, not a jump.
            self._suspect_ms = at + duration_ms
            placed = Placed(self._next_ms)
        else:
            self._suspect_ms = None
            placed = self._jump(at, gap)
        self._next_ms = placed.at_ms + duration_ms
        return placed

    def _jump(self, at: float, gap: float) -> Placed:
        if gap > 0:
            self._lost_until_ms = at
            return Placed(at, lost_ms=round(gap))
        self._offset_ms -= gap
        return Placed(at - gap, back_ms=round(-gap))
