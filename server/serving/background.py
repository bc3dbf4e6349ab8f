"""Background tasks: what goes on after its request was answered, and ends with the server."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from loguru import logger


class Background:
    """Tasks that nobody waits for."""

    def __init__(self) -> None:
        """Create an empty one."""
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work; a failure is logged."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def runs(self, name: str) -> bool:
        """Whether work of that name goes on."""
        return any(task.get_name() == name for task in self._tasks)

    async def stop(self) -> None:
        """End what still goes on."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("background: {}", type(error).__name__)
