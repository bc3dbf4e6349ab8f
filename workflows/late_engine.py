"""DBOS engine, imported when it is first started, and not while a process starts.

DBOS takes a second or two of CPU to import, and 30 MB.
"""

import asyncio
from importlib import import_module
from typing import Any

from workflows.dispatcher import Engine, RunJob


class LateEngine:
    """DBOS for the jobs of a log; `workflows.dbos_engine.DbosEngine` says what each does."""

    def __init__(self, url: str, owner: int, run_job: RunJob) -> None:
        """Make an engine that is not started.

        Args:
            url: The address of the log's database.
            owner: This process, as `stores.databases.process_locks` names processes.
            run_job: Runs a job.
        """
        self._making = url, owner, run_job
        self._made: Engine | None = None

    @property
    def started(self) -> bool:
        """Whether it runs."""
        return self._made is not None and self._made.started

    async def start(self) -> None:
        """Import it, the first time, and start it."""
        if self._made is None:
            module: Any = await asyncio.to_thread(import_module, "workflows.dbos_engine")
            self._made = module.DbosEngine(*self._making)
        await self._engine.start()

    async def stop(self) -> None:
        """Stop it, if it was ever started."""
        if self._made is not None:
            await self._made.stop()

    async def hand(self, run_id: str) -> bool:
        """Have a run go on."""
        return await self._engine.hand(run_id)

    async def executors(self) -> set[int]:
        """The processes that run something."""
        return await self._engine.executors()

    async def recover(self, executors: set[int]) -> None:
        """Have the runs of dead processes go on."""
        await self._engine.recover(executors)

    async def forget(self, run_ids: list[str]) -> None:
        """Delete all that is kept of runs."""
        await self._engine.forget(run_ids)

    @property
    def _engine(self) -> Engine:
        if self._made is None:
            raise RuntimeError("the engine is not started")
        return self._made
