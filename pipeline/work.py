"""Pipeline work: runs a worker to its end, and cuts a pipeline that does not come to one."""

import asyncio
from contextlib import suppress

from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

# How long a pipeline that is cancelled has for its start.
_START_S = 1.0
# How long a pipeline has for its cancellation, and for its tasks, before they are left behind.
_CANCEL_S = 0.4
_CANCEL_AGAIN_S = 0.05


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
    """Run a worker to its end; a cancellation ends it."""
    # A runner of its own: a worker that is cancelled takes its runner with it.
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    begun = asyncio.Event()

    @worker.event_handler("on_pipeline_started")
    async def on_pipeline_started(*_: object) -> None:
        begun.set()

    running = asyncio.create_task(runner.run())
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        # A runner that is cancelled while it starts leaves the tasks that it has made by then.
        with suppress(TimeoutError):
            await asyncio.wait_for(begun.wait(), _START_S)
        await _cancel(running, pipeline)
        raise


async def _cancel(running: asyncio.Task[None], pipeline: Pipeline) -> None:
    """Cancel a runner, and cut the pipeline that it waits for without an end.

    Pipecat takes a cancellation as a frame that stands in line: behind an `EndFrame` that does not
    come through, it waits for ever.
    """
    running.cancel()
    if (await asyncio.wait([running], timeout=_CANCEL_S))[0]:
        return
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=_CANCEL_AGAIN_S)
    with suppress(TimeoutError):
        async with asyncio.timeout(_CANCEL_S):
            await pipeline.cleanup()
