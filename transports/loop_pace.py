"""Loop pace: with many calls, the event loop looks at its sockets 50 times a second.

    without it     ●   ● ●    ●  ●●   ●      each packet is read alone, by a core that had gone idle
    at this pace   ●       ●●●      ●●●      several packets are read in a row, then the loop sleeps

The first packet of each turn of the loop costs most; each further one costs half as much. The loop
really sleeps: as long as it waits for its sockets, the system wakes it for each packet. A packet
waits for 20 ms at most, as long as it is, and not for anything else: the work on all that was read
begins the turn (`next_turn`), and whoever is woken by it, and by them, is served before the loop
sleeps again. With few calls, or where the loop is busy anyway, it does not sleep.
"""

import asyncio
import time
from collections.abc import Callable

TURN_S = 0.020
"""As long as a packet: each turn brings one of each party."""
_KEPT_S = 0.25
_ROUNDS = 3
"""Of tasks before a rest: those who were woken by what was read, whom they have woken, and whom
those have: so many there are from a recogniser's words through a processor's two queues."""


class LoopPace:
    """The pace of the loop that it is used in."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep no pace yet.

        Args:
            now: The time, s; that of the loop stands still for as long as a turn takes.
            sleep: Sleeps for some seconds.
        """
        self._now = now
        self._sleep = sleep
        self._turned_at = self._kept_until = 0.0
        self._is_kept = False
        self._works: list[Callable[[], None]] = []

    def keep(self) -> None:
        """Keep the pace for the next quarter of a second."""
        self._kept_until = self._now() + _KEPT_S
        if not self._is_kept:
            self._is_kept = True
            self._turned_at = self._now()
            asyncio.get_running_loop().call_soon(self._turn)

    def next_turn(self, work: Callable[[], None]) -> None:
        """Keep the pace, and have `work` done once, with all that is read until the next turn."""
        self._works.append(work)
        self.keep()

    def _turn(self) -> None:
        """Do the work of a turn; then serve those whom it wakes, behind this."""
        works, self._works = self._works, []
        try:
            for work in works:
                work()
        finally:
            asyncio.get_running_loop().call_soon(self._serve, _ROUNDS)

    def _serve(self, rounds: int) -> None:
        """Rest once so many rounds of those are served that wait now, behind this."""
        if rounds > 1:
            asyncio.get_running_loop().call_soon(self._serve, rounds - 1)
        else:
            self._rest()

    def _rest(self) -> None:
        rest_s = self._turned_at + TURN_S - self._now()
        if rest_s > 0:
            self._sleep(rest_s)
        self._turned_at = self._now()
        self._is_kept = self._turned_at < self._kept_until or bool(self._works)
        if self._is_kept:
            asyncio.get_running_loop().call_soon(self._turn)
