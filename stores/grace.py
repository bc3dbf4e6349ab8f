"""Grace period: time in which the event loop runs; a loop that stands still is not waited for.

A database's answer that has come while the loop stood still is read after it; the time until then
says nothing of the database. So the period has steps, and one stall is one step, however long.
"""

import asyncio
from collections.abc import Callable

_STEPS = 5


class GracePeriod:
    """Calls back at its end, unless it is cancelled before."""

    def __init__(self, seconds: float, at_end: Callable[[], None]) -> None:
        """Begin a period of `seconds` in the running event loop."""
        self._step_s = seconds / _STEPS
        self._at_end = at_end
        self._left = _STEPS
        self._timer = asyncio.get_running_loop().call_later(self._step_s, self._step)

    def cancel(self) -> None:
        """End it without a call."""
        self._timer.cancel()

    def _step(self) -> None:
        self._left -= 1
        if self._left:
            self._timer = asyncio.get_running_loop().call_later(self._step_s, self._step)
        else:
            self._at_end()
