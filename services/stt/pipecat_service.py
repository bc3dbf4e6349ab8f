"""Pipecat recogniser: a service of Pipecat's in a pipeline of its own, as a connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from pipecat.frames.frames import ErrorFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.services.stt_service import STTService
from pipecat.workers.runner import WorkerRunner

from conversation.speech.speakers import Speaker
from pubsub.beside import beside
from services.stt.pipecat_connection import PipecatConnection
from services.stt.pipecat_errors import refusal_of

# One model after the other, and behind nothing else that may take long.
_LOADER = ThreadPoolExecutor(1, thread_name_prefix="recogniser")


@asynccontextmanager
async def transcribing(
    make: Callable[[], STTService | None], speaker: Speaker, sample_rate: int
) -> AsyncIterator[PipecatConnection]:
    """Make a service, and run it in a pipeline of its own until the block ends.

    Args:
        make: Makes the service; beside the event loop, since it may load a model.
        speaker: Who is heard.
        sample_rate: Of the audio, Hz.

    Raises:
        ConnectionError: There is no such service.
        SttRefusedError: It has failed already.
    """
    service = await asyncio.get_running_loop().run_in_executor(_LOADER, make)
    if service is None:
        raise ConnectionError
    connection = PipecatConnection(speaker, sample_rate)
    worker = PipelineWorker(
        Pipeline([service, connection]),
        params=PipelineParams(audio_in_sample_rate=sample_rate),
        idle_timeout_secs=None,
        enable_rtvi=False,
        enable_turn_tracking=False,
    )

    @worker.event_handler("on_pipeline_error")
    async def on_pipeline_error(_worker: object, error: ErrorFrame) -> None:
        connection.fail(refusal_of(error))

    connection.worker = worker
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    async with beside(runner.run(), "a service of Pipecat's"):
        await connection.started.wait()
        connection.check()
        try:
            yield connection
        finally:
            await worker.cancel()
