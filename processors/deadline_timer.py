"""Deadline timer: wakes a processor when the next thing that it waits for is due."""

import asyncio
from collections.abc import Awaitable, Callable

from pipecat.processors.frame_processor import FrameProcessor


class DeadlineTimer:
    """Tells each deadline once, at its time; deadlines may come, go and move meanwhile.

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
        self._awaited: float | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """The next deadline may be another one; where it is not, the timer sleeps on."""
        if self._deadline() != self._awaited:
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
        told: float | None = None
        while True:
            deadline = self._awaited = self._deadline()
            pending = deadline is not None and deadline != told
            self._news.clear()
            try:
                async with asyncio.timeout_at(deadline if pending else None):
                    await self._news.wait()
            except TimeoutError:
                if deadline is not None:
                    told = deadline
                    await self._due(deadline)
