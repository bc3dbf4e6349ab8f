"""Timer: wakes a part of the coach at a deadline, which may move."""

import asyncio
from collections.abc import Awaitable, Callable


class Timer:
    """One deadline, which may move; what it wakes runs as a task of its own."""

    def __init__(self, due: Callable[[], Awaitable[None]]):
        """Create a timer without a deadline; `due` is called when one has come."""
        self._due = due
        self._at: float | None = None
        self._handle: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, at: float | None) -> None:
        """Wake at `at`, seconds of the loop's clock, and at no other time; None: never."""
        if at == self._at:
            return
        self._at = at
        if self._handle:
            self._handle.cancel()
        loop = asyncio.get_running_loop()
        self._handle = None if at is None else loop.call_at(at, self._wake)

    async def stop(self) -> None:
        """Never wake again; returns when what was woken has ended."""
        self.set(None)
        if self._task and self._task is not asyncio.current_task():
            await asyncio.wait([self._task])

    def _wake(self) -> None:
        self._at = self._handle = None
        self._task = asyncio.create_task(self._run(), name="coach: timer")

    async def _run(self) -> None:
        await self._due()
