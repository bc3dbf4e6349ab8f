"""DBOS engine: keeps what the steps of running jobs have returned, and runs jobs again.

It has a thread and an event loop of its own, so that neither its polls nor its checkpoints stand in
the way of calls; what steps do runs on the loop of the process, where all that they use is. It is
started for the first job, and stopped when there has been none for a while: a job that waits, for a
time or for a person, is a row of the log alone.

    the process's loop                     the engine's loop
      hand(job) ─────────────────────────▶ start, resume or recover the workflow `run_id`
      body of a step  ◀─────────────────── once(name, body): is there a checkpoint? else run it
      settle ◀──────────────────────────── a body suspends the run: cancel the workflow, then settle
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from dbos import DBOS, SetWorkflowID

from workflows.dbos_checkpoints import DbosCheckpoints
from workflows.dbos_config import dbos_config, quiet
from workflows.dispatcher import RunJob

Result = TypeVar("Result")
_NAME = "after_call"
_STOP_S = 5.0


class DbosEngine:
    """The engine of one process; one at a time, as DBOS has one of everything."""

    def __init__(self, url: str, executor: int, run_job: RunJob) -> None:
        """Make an engine that is not started.

        Args:
            url: The address of the log's database.
            executor: This process, as `stores.databases.process_locks` names processes.
            run_job: Runs a job.
        """
        self._config = dbos_config(url, str(executor))
        self._run_job = run_job
        self._main = asyncio.get_running_loop()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def started(self) -> bool:
        """Whether it runs."""
        return self._loop is not None

    async def start(self) -> None:
        """Start it.

        Raises:
            Exception: DBOS can't use its database.
        """
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=_run_loop, args=(loop,), name="jobs", daemon=True)
        self._thread.start()
        self._loop = loop
        try:
            await self._there(self._launch())
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop it; what runs is cut off, and goes on where an engine finds it."""
        loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_cancel_tasks(), loop))
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_cancel_tasks(), loop))
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(self._thread.join, _STOP_S)

    async def hand(self, run_id: str) -> bool:
        """Have a run go on; one that a living engine has is left to it.

        Returns:
            False where the workflow has ended, though its job has not.
        """
        return await self._there(self._hand(run_id))

    async def executors(self) -> set[int]:
        """The processes that run workflows now, or did when they died."""
        return await self._there(self._executors())

    async def recover(self, executors: set[int]) -> None:
        """Have the workflows of dead processes go on, in any living one's engine."""
        await self._there(self._recover([str(one) for one in executors]))

    async def forget(self, run_ids: list[str]) -> None:
        """Delete all that is kept of workflows; those that run stop at their next step."""
        await self._there(self._forget(run_ids))

    async def _there(self, work: Coroutine[Any, Any, Result]) -> Result:
        if self._loop is None:
            work.close()
            raise RuntimeError("the engine is not started")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _launch(self) -> None:
        quiet()
        DBOS(config=self._config)

        @DBOS.workflow(name=_NAME)
        async def run(run_id: str) -> None:
            await self._run_job(run_id, DbosCheckpoints(run_id, self._main))

        self._workflow = run
        DBOS.launch()

    async def _hand(self, run_id: str) -> bool:
        status = await DBOS.get_workflow_status_async(run_id)
        if status is None:
            with SetWorkflowID(run_id):
                await DBOS.start_workflow_async(self._workflow, run_id)
        elif status.status == "CANCELLED":
            await DBOS.resume_workflow_async(run_id)
        else:
            return status.status in ("PENDING", "ENQUEUED")
        return True

    async def _executors(self) -> set[int]:
        pending = await DBOS.list_workflows_async(
            status="PENDING", load_input=False, load_output=False
        )
        return {int(one.executor_id) for one in pending if one.executor_id}

    async def _recover(self, executors: list[str]) -> None:
        # Private, and the one way: DBOS's own failover is a paid service (docs/borrowed.md).
        await asyncio.to_thread(DBOS._recover_pending_workflows, executors)

    async def _forget(self, run_ids: list[str]) -> None:
        known = await DBOS.list_workflows_async(
            workflow_ids=run_ids, load_input=False, load_output=False
        )
        ids = [one.workflow_id for one in known]
        if ids:
            await DBOS.cancel_workflows_async(ids)
            await DBOS.delete_workflows_async(ids)


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


async def _cancel_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
