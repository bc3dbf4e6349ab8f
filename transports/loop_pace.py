"""Loop pace: with many calls, the event loop looks at its sockets 125 times a second.

    every packet by itself   ●   ● ●    ●  ●●   ●      read, and rest till the next, each from cold
    at this pace             ●       ●●●      ●●●      read in a row, then rest

Each turn of the loop costs what its first packet costs; those that wait with it cost half. The rest
is a sleep: nothing else can keep the system from waking the loop for each packet. What happens in
it waits for 8 ms at most; with few calls, or where the loop is busy anyway, it does not rest.
Whoever is woken by what was read is served before the rest, while the core still knows of it.
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
