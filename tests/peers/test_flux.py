"""The peer's `/v2/listen`, heard by Pipecat's own Flux service."""

import asyncio

from pipecat.frames.frames import EndFrame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.services.deepgram.flux.stt import DeepgramFluxSTTService
from pipecat.workers.runner import WorkerRunner

from peers.deepgram import DeepgramPeer
from peers.speech import RATE
from tests.peers.test_deepgram import HELLO, Client, ear


async def test_pipecat_hears_a_turn():
    """Interims of the turn so far, and its words when the peer ends it by itself."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        client = Client()
        service = DeepgramFluxSTTService(
            api_key="k", url=f"{peer.url}/v2/listen", sample_rate=RATE, should_interrupt=False
        )
        client.worker = PipelineWorker(
            Pipeline([service, client]),
            params=PipelineParams(audio_in_sample_rate=RATE),
            idle_timeout_secs=None,
            enable_rtvi=False,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(client.worker)
        running = asyncio.create_task(runner.run())
        await client.started.wait()
        await client.say(HELLO.pcm)
        told = [await client.frames.get()]
        while not isinstance(told[-1], TranscriptionFrame):
            told.append(await client.frames.get())
        await client.send(EndFrame())
        await running
    assert all(isinstance(frame, InterimTranscriptionFrame) for frame in told[:-1])
    assert told[-1].text == "Hello there."
    assert peer.sockets[0].query["model"] == "flux-general-en"
