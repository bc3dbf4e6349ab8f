"""Virtual time: an event loop whose clock jumps to the next thing that is due.

    ready now?        wait for          what happens
    ────────────────  ────────────────  ─────────────────────────────────────────────
    yes               –                 it runs; the clock stands
    no                a timer           the clock jumps to it
    no                another thread    it is really waited for; the clock stands
    no                nothing           `StalledError`, where asyncio would hang

Nothing in it may wait for a network: the clock would not wait with it.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

_THREAD_S = 30.0

Result = TypeVar("Result")


class StalledError(RuntimeError):
    """All tasks wait, and nothing is due or will come."""


class _JumpingSelector(selectors.DefaultSelector):
    """Never sleeps for a timer: it adds the wait to its clock.

    Attributes:
        now: Seconds since its loop was made.
    """

    def __init__(self, thread_s: float) -> None:
        """Wait for another thread for so many real seconds at most."""
        super().__init__()
        self.now = 0.0
        self._thread_s = thread_s

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; where nothing is, `timeout` has passed."""
        if timeout is None:  # no timer: only a thread can wake us
            if ready := super().select(self._thread_s):
                return ready
            raise StalledError("all tasks wait for something that will never come")
        ready = super().select(0)
        if not ready:
            self.now += max(0.0, timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that begins at 0 s, and sleeps in no time."""

    def __init__(self, thread_s: float) -> None:
        """Create a loop of its own clock, which waits so long for another thread."""
        self._jumps = _JumpingSelector(thread_s)
        super().__init__(self._jumps)

    def time(self) -> float:
        """Seconds since the loop was made, as its timers count them."""
        return self._jumps.now


def run_in_virtual_time(main: Coroutine[Any, Any, Result], thread_s: float = _THREAD_S) -> Result:
    """Run `main` to its end on a loop of its own; for a thread where no loop runs.

    Args:
        main: What to run.
        thread_s: How many real seconds another thread may take to wake it.

    Raises:
        StalledError: It waits for what will never come.
    """
    with asyncio.Runner(loop_factory=partial(VirtualTimeLoop, thread_s)) as runner:
        return runner.run(main)
