"""The resilient recogniser over a connection of no vendor; `test_deepgram.py` has a real one."""

import asyncio

import pytest
from pipecat.frames.frames import EndFrame, TranscriptionFrame, UserAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.services.settings import STTSettings
from pipecat.workers.runner import WorkerRunner

from conversation.speech.speakers import Speaker
from frames.speech import PartyPausedFrame, PartyStartedSpeakingFrame
from frames.turns import SttFinalizedFrame
from pipeline.work import make_worker
from services.stt.connection import SttResult
from services.stt.health import SttHealth
from services.stt.resilient import ResilientStt
from tests.services.collector import Collector
from tests.services.memory_vendor import MemoryVendor

pytestmark = pytest.mark.looptime

CUSTOMER = Speaker.CUSTOMER


def audio(at_ms: int) -> UserAudioRawFrame:
    frame = UserAudioRawFrame(at_ms.to_bytes(2, "big") * 800, 8000, 1, user_id=CUSTOMER)
    frame.pts = at_ms * 1_000_000
    return frame


async def test_any_vendor_is_heard_without_a_word_lost():
    """Audio, a loss, the same audio again, a pause, its final words and their place in the call."""
    vendor, collector = MemoryVendor(), Collector()
    stt = ResilientStt(
        CUSTOMER,
        vendor.connect,
        health=SttHealth(CUSTOMER, vendor="Acme"),
        settings=STTSettings(model="any", language="en"),
    )
    worker = make_worker(Pipeline([stt, collector]))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    pieces = [audio(1000), audio(1100)]
    await worker.queue_frames([PartyStartedSpeakingFrame(speaker=CUSTOMER), *pieces])
    await asyncio.sleep(1)
    vendor.connections[0].end(ConnectionResetError())
    await asyncio.sleep(1)
    await worker.queue_frame(PartyPausedFrame(speaker=CUSTOMER))
    await asyncio.sleep(1)
    first, second = vendor.connections
    assert first.heard == [piece.audio for piece in pieces]
    assert second.heard == [*first.heard, None]
    second.say(SttResult("Hello.", 50, 150, 200, is_final=True, from_finalize=True))
    await asyncio.sleep(0.1)
    await worker.queue_frame(EndFrame())
    await running
    (final,) = collector.finals
    assert (final.text, final.result) == (
        "Hello.",
        {"start_ms": 1050, "end_ms": 1150, "confidence": None},
    )
    kinds = [type(frame) for frame in collector.frames]
    assert kinds.index(TranscriptionFrame) < kinds.index(SttFinalizedFrame)
    assert collector.states == ["degraded", "ok"]
