"""Clock of spans: the time of day in ns since the epoch, as OpenTelemetry counts it."""

from datetime import UTC, datetime, timedelta

from pubsub.clock import Clock

_EPOCH = datetime.fromtimestamp(0, UTC)
_MICROSECOND = timedelta(microseconds=1)


class WallTime:
    """The time of day of a clock."""

    def __init__(self, clock: Clock) -> None:
        """Read this clock."""
        self._clock = clock

    def ns(self, ago_s: float = 0.0) -> int:
        """The time so many seconds ago, ns since the epoch."""
        moment = self._clock.now() - timedelta(seconds=ago_s)
        return (moment - _EPOCH) // _MICROSECOND * 1000
