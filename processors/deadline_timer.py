"""Deadline timer: wakes a processor when the next thing that it waits for is due."""

import asyncio
from collections.abc import Awaitable, Callable

from pipecat.processors.frame_processor import FrameProcessor


class DeadlineTimer:
    """Tells each deadline once, at its time; deadlines may come, go and move meanwhile.

    One that moves on, as most do at each word, wakes nobody: the timer sleeps to where it was, and
    looks then.

    Times are seconds of the event loop's clock.
    """

    def __init__(
        self,
        processor: FrameProcessor,
        deadline: Callable[[], float | None],
        due: Callable[[float], Awaitable[None]],
    ):
        """Create the timer of `processor`; `start` begins it.

        Args:
            processor: Runs the timer among its own tasks.
            deadline: The next deadline, or None while there is none.
            due: Called with a deadline that has come. The clock may still be a little before it:
                a timer of asyncio is early by the clock's resolution.
        """
        self._processor = processor
        self._deadline = deadline
        self._due = due
        self._told: float | None = None
        self._wakes_at: float | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """The next deadline may be another one; where it is no sooner, the timer sleeps on."""
        deadline, wakes_at = self._deadline(), self._wakes_at
        if deadline in (None, self._told):
            return
        if wakes_at is None or deadline < wakes_at:
            self._news.set()

    def start(self) -> None:
        """Begin to wait; needs a processor that was set up."""
        self._task = self._processor.create_task(self._run())

    async def stop(self) -> None:
        """Tell no more deadlines."""
        task, self._task = self._task, None
        if task:
            await self._processor.cancel_task(task)

    async def _run(self) -> None:
        while True:
            self._news.clear()
            deadline = self._deadline()
            self._wakes_at = None if deadline == self._told else deadline
            try:
                async with asyncio.timeout_at(self._wakes_at):
                    await self._news.wait()
            except TimeoutError:
                if deadline is not None and deadline == self._deadline():
                    self._told = deadline
                    await self._due(deadline)
