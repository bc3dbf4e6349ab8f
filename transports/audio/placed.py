"""Place of a packet of audio on the call's clock, and what is missing before it."""

from typing import NamedTuple


class Placed(NamedTuple):
    """The place of a packet of audio.

    Attributes:
        at_ms: The packet's begin on the track's clock, after any fill.
        fill_ms: Silence to put before it.
        lost_ms: Time that passed unheard before it, beyond what is filled.
        back_ms: How far the stream's timestamps went back.
        ahead_ms: How far the timestamps of this track alone went ahead.
        late_ms: How much later than its last packet the track turned out to begin, or to go on
            while the other's audio came all the time: silence that was not sent, no loss.
    """

    at_ms: float
    fill_ms: int = 0
    lost_ms: int = 0
    back_ms: int = 0
    ahead_ms: int = 0
    late_ms: int = 0

    @property
    def moved_ms(self) -> int:
        """How far the timestamps moved without the time."""
        return self.ahead_ms - self.back_ms
