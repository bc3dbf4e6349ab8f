"""DBOS checkpoints: the steps of a job's run, kept by DBOS and run on the process's loop."""

import asyncio
from typing import Any

from dbos import DBOS, error
from loguru import logger

from workflows.checkpoints import Body, RunSuspended


class DbosCheckpoints:
    """The checkpoints of one workflow of DBOS."""

    def __init__(self, run_id: str, main: asyncio.AbstractEventLoop) -> None:
        """Keep those of the workflow `run_id`, whose bodies run on the loop `main`."""
        self._run_id = run_id
        self._main = main

    async def once(self, name: str, body: Body) -> Any:
        """`Checkpoints.once`."""
        return await DBOS.run_step_async({"name": name}, self._unless_suspended, body)

    async def _unless_suspended(self, body: Body) -> Any:
        settle: Body | None = None
        try:
            return await self._on_main(body)
        except RunSuspended as suspended:
            settle = suspended.settle
        except Exception as failure:  # noqa: BLE001 - DBOS would keep it, with all that it says
            logger.warning("a job's run stops for now ({})", type(failure).__name__)
        # First, so that whoever finds the job due finds a workflow that can be resumed.
        await DBOS.cancel_workflow_async(self._run_id)
        if settle:
            await self._on_main(_quietly(settle))
        raise error.DBOSWorkflowCancelledError("suspended")

    async def _on_main(self, body: Body) -> Any:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_run(body), self._main))


async def _run(body: Body) -> Any:
    return await body()


def _quietly(settle: Body) -> Body:
    async def run() -> None:
        try:
            await settle()
        except Exception as failure:  # noqa: BLE001 - the job is found again as it is
            logger.warning("a job's row can't be written ({})", type(failure).__name__)

    return run
