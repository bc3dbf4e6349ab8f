"""Loop pace: with many calls, the event loop looks at its sockets 125 times a second.

    without it     ●   ● ●    ●  ●●   ●      each packet is read alone, by a core that had gone idle
    at this pace   ●       ●●●      ●●●      several packets are read in a row, then the loop sleeps

The first packet of each turn of the loop costs most; each further one costs half as much. The loop
really sleeps: as long as it waits for its sockets, the system wakes it for each packet. A packet
waits for 8 ms at most. With few calls, or where the loop is busy anyway, it does not sleep. Before
it does, it runs the tasks that the packets have woken, while the core has their data at hand.
"""

import asyncio
import time
from collections.abc import Callable

TURN_S = 0.008
_KEPT_S = 0.25


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

    def keep(self) -> None:
        """Keep the pace for the next quarter of a second."""
        self._kept_until = self._now() + _KEPT_S
        if not self._is_kept:
            self._is_kept = True
            self._turned_at = self._now()
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        """Rest once those are served that wait now, behind this."""
        asyncio.get_running_loop().call_soon(self._rest)

    def _rest(self) -> None:
        rest_s = self._turned_at + TURN_S - self._now()
        if rest_s > 0:
            self._sleep(rest_s)
        self._turned_at = self._now()
        self._is_kept = self._turned_at < self._kept_until
        if self._is_kept:
            asyncio.get_running_loop().call_soon(self._turn)
