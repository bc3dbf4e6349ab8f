"""An engine in memory: the port's other implementation, for tests that end in a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from workflows.checkpoints import Body, Checkpoints, RunSuspended


class MemoryCheckpoints:
    """The checkpoints of one run, which outlive each of its passes."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    async def once(self, name: str, body: Body) -> Any:
        if name not in self.kept:
            self.kept[name] = await body()
        return self.kept[name]


class MemoryEngine:
    """Runs what it is handed, at once and on the same loop."""

    def __init__(self, run_job: Callable[[str, Checkpoints], Awaitable[None]]) -> None:
        self.runs: dict[str, MemoryCheckpoints] = {}
        self.started = False
        self._run_job = run_job
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self.started = True

    async def stop(self) -> None:
        self.started = False

    async def hand(self, run_id: str) -> bool:
        task = asyncio.create_task(self._run(run_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def settled(self) -> None:
        """Return when nothing runs."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def executors(self) -> set[int]:
        return set()

    async def recover(self, executors: set[int]) -> None:
        raise AssertionError(f"there are none to recover: {executors}")

    async def forget(self, run_ids: list[str]) -> None:
        for run_id in run_ids:
            self.runs.pop(run_id, None)

    async def _run(self, run_id: str) -> None:
        try:
            await self._run_job(run_id, self.runs.setdefault(run_id, MemoryCheckpoints()))
        except RunSuspended as suspended:
            if suspended.settle:
                await suspended.settle()
