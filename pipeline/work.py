"""Pipeline work: runs a worker to its end, and cuts a pipeline that does not come to one."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

# How long a pipeline has for its cancellation, and as long for its clean-up.
_CANCEL_S = 0.4
# How long its tasks have, before they are left behind, and how often they are cancelled meanwhile.
_TASKS_S = 0.2
_CANCEL_AGAIN_S = 0.05
CUT_S = 2 * (_CANCEL_S + _TASKS_S)
"""How long work goes on at most after it was cancelled."""


def make_worker(pipeline: Pipeline, sample_rate: int = 8000) -> PipelineWorker:
    """A worker with what a shadow has no use for turned off."""
    return PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=sample_rate),
        idle_timeout_secs=None,  # people may be silent; the default ends the call at 300 s
        enable_rtvi=False,
        enable_turn_tracking=False,
    )


async def work(worker: PipelineWorker, pipeline: Pipeline) -> None:
    """Run a worker to its end; a cancellation ends it, and leaves none of its tasks."""
    # A runner of its own: a worker that is cancelled takes its runner with it.
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await uncut(_stop(running, runner, pipeline))
        raise


async def uncut(last: Coroutine[Any, Any, None]) -> None:
    """Do the last of a call to its end, and only then raise a cancellation that comes meanwhile.

    Raises:
        Exception: What it failed of.
    """
    doing, cancelled = asyncio.create_task(last), None
    while not doing.done():
        try:
            await asyncio.wait([doing])
        except asyncio.CancelledError as error:
            cancelled = error
    doing.result()
    if cancelled:
        raise cancelled


async def _stop(running: asyncio.Task[None], runner: WorkerRunner, pipeline: Pipeline) -> None:
    await _cancel(running, pipeline)
    # What begins a task with the `StartFrame` ends it with the last frame, which does not come
    # where the pipeline has not begun; nor does a runner end what it had when it was cancelled.
    await _cut(runner.task_manager.current_tasks)


async def _cancel(running: asyncio.Task[None], pipeline: Pipeline) -> None:
    """Cancel a runner, and cut the pipeline that it waits for without an end.

    Pipecat takes a cancellation as a frame that stands in line: behind an `EndFrame` that does not
    come through, it waits for ever.
    """
    running.cancel()
    await asyncio.wait([running], timeout=_CANCEL_S)
    if running.done() and not running.cancelled():  # else it had not begun, and cleans nothing up
        return
    await _cut(lambda: [running])
    with suppress(TimeoutError):
        async with asyncio.timeout(_CANCEL_S):
            await pipeline.cleanup()


async def _cut(tasks: Callable[[], Sequence[asyncio.Task[Any]]]) -> None:
    """Cancel tasks until they have ended: one that waits for another takes several times."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_TASKS_S):
            while left := [task for task in tasks() if not task.done()]:
                for task in left:
                    task.cancel()
                await asyncio.wait(left, timeout=_CANCEL_AGAIN_S)
