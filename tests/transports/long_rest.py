"""A loop that rests for an hour, unless it is woken."""

import threading

from transports.loop_pace import Bell, LoopPace


class LongRest(Bell):
    """`with LongRest() as rest:` has the running loop rest, for an hour each time.

    Attributes:
        begun: Set as the loop rests.
        rung: How often a rest was to end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.rung = 0
        self._now = 100.0

    def __enter__(self) -> "LongRest":
        LoopPace(lambda: self._now, self).keep()
        return self

    def __exit__(self, *_: object) -> None:
        self._now += 1.0  # the pace is kept no more
        super().ring()

    def ring(self) -> None:
        self.rung += 1
        super().ring()

    def sleep(self, seconds: float) -> bool:
        self.begun.set()
        return super().sleep(3600 + seconds)
