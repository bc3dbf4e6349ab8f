"""Writer tasks: a suggestion that takes time is written by an asyncio task of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from loguru import logger

from coach.request_budget import RequestBudgets
from coach.suggestion import Suggestion

Job = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Writes a suggestion; the event is set once the suggestion may be shown."""


@dataclass(slots=True)
class _Writer:
    task: asyncio.Task[None]
    expected: asyncio.Event


class Writers:
    """The writers of one call's suggestions; whoever starts some waits for them at the end.

    Attributes:
        budgets: How often a model may still be asked about each turn.
    """

    def __init__(self) -> None:
        """Begin with no suggestion that is being written."""
        self.budgets = RequestBudgets()
        self._running: dict[Suggestion, _Writer] = {}

    @property
    def suggestions(self) -> list[Suggestion]:
        """The suggestions that are being written."""
        return list(self._running)

    def start(self, suggestion: Suggestion, job: Job) -> None:
        """Have a suggestion written."""
        expected = asyncio.Event()
        task = asyncio.create_task(job(expected), name="coach: suggestion")
        self._running[suggestion] = _Writer(task, expected)
        task.add_done_callback(partial(self._ended, suggestion))

    def expect(self, suggestion: Suggestion) -> None:
        """Tell a suggestion's writer, if it has one, that it may be shown."""
        if writer := self._running.get(suggestion):
            writer.expected.set()

    def stop(self, suggestion: Suggestion) -> None:
        """Cancel a suggestion's writer, if it has one and that isn't who calls; waits for none."""
        writer = self._running.get(suggestion)
        if writer and writer.task is not asyncio.current_task() and not writer.task.cancelling():
            writer.task.cancel()

    async def join(self, within_s: float | None = None) -> None:
        """Return when all have ended, or after `within_s`."""
        if self._running:
            tasks = [writer.task for writer in self._running.values()]
            await asyncio.wait(tasks, timeout=within_s)

    def _ended(self, suggestion: Suggestion, task: asyncio.Task[None]) -> None:
        del self._running[suggestion]
        if not task.cancelled() and (error := task.exception()):
            logger.error("coach: a suggestion's events can't be told ({})", type(error).__name__)
