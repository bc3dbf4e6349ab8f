"""Loop pace: with many calls, the event loop looks at its sockets 50 times a second.

    without it     ●   ● ●    ●  ●●   ●      each packet is read alone, by a core that had gone idle
    at this pace   ●       ●●●      ●●●      several packets are read in a row, then the loop sleeps

The first packet of each turn of the loop costs most; each further one costs half as much. The loop
really sleeps: as long as it waits for its sockets, the system wakes it for each packet. A packet
waits for 20 ms at most, as long as it is, and not for anything else: the work on all that was read
begins the turn (`next_turn`), and whoever is woken by it, and by them, is served before the loop
sleeps again. With few calls, or where the loop is busy anyway, it does not sleep.

What a thread has made for somebody who waits (`soon`) ends the sleep, and the loop sleeps on once
they are served. Packets are far too many for that; these are a few a second, each of which costs
its thread many times what the loop pays to be woken.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar
from weakref import WeakKeyDictionary

TURN_S = 0.020
"""As long as a packet: each turn brings one of each party."""
_KEPT_S = 0.25
_ROUNDS = 3
"""Of tasks before a rest: those who were woken by what was read, whom they have woken, and whom
those have: so many there are from a recogniser's words through a processor's two queues."""
_ROUNDS_WOKEN = 6
"""Of tasks before the loop sleeps on: so many there are from an encoder's vectors to a card."""

_T = TypeVar("_T")


class Bell:
    """A bell that ends the sleep of a loop, rung from any thread."""

    def __init__(self) -> None:
        """Begin silent."""
        self._silence = threading.Lock()
        self._silence.acquire()

    def ring(self) -> None:
        """End the sleep, or the next one; twice is once."""
        with suppress(RuntimeError):  # it rings already
            self._silence.release()

    def hush(self) -> None:
        """Forget that it was rung."""
        self._silence.acquire(blocking=False)

    def sleep(self, seconds: float) -> bool:
        """Sleep for so long at most; whether it was rung."""
        return self._silence.acquire(timeout=seconds)


class LoopPace:
    """The pace of the loop that it is used in.

    Attributes:
        bell: Ends its sleep.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, bell: Bell | None = None) -> None:
        """Keep no pace yet.

        Args:
            now: The time, s; that of the loop stands still for as long as a turn takes.
            bell: By which it sleeps.
        """
        self.bell = bell or Bell()
        self._now = now
        self._turned_at = self._kept_until = 0.0
        self._is_kept = False
        self._works: list[Callable[[], None]] = []

    def keep(self) -> None:
        """Keep the pace for the next quarter of a second."""
        self._kept_until = self._now() + _KEPT_S
        if not self._is_kept:
            self._is_kept = True
            self._turned_at = self._now()
            loop = asyncio.get_running_loop()
            _PACES[loop] = self
            loop.call_soon(self._turn)

    def next_turn(self, work: Callable[[], None]) -> None:
        """Keep the pace, and have `work` done once, with all that is read until the next turn."""
        self._works.append(work)
        self.keep()

    def _turn(self) -> None:
        """Do the work of a turn; then serve those whom it wakes, behind this."""
        self.bell.hush()  # whoever was waited for until now is served in this turn anyway
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
        if rest_s > 0 and self.bell.sleep(rest_s):
            asyncio.get_running_loop().call_soon(self._serve, _ROUNDS_WOKEN)
            return
        self._turned_at = self._now()
        self._is_kept = self._turned_at < self._kept_until or bool(self._works)
        if self._is_kept:
            asyncio.get_running_loop().call_soon(self._turn)


_PACES: WeakKeyDictionary[asyncio.AbstractEventLoop, LoopPace] = WeakKeyDictionary()


async def soon(work: Future[_T]) -> _T:
    """What a thread makes, for which a call's coach or a request waits: the loop sleeps no longer.

    Raises:
        BaseException: What the work has raised.
    """
    loop = asyncio.get_running_loop()
    answer = asyncio.wrap_future(work)

    def wake(_: object) -> None:
        if pace := _PACES.get(loop):
            pace.bell.ring()

    work.add_done_callback(wake)  # behind that which hands the answer to the loop
    return await answer
