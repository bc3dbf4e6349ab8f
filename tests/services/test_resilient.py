"""The resilient recogniser over a connection of no vendor; `test_deepgram.py` has a real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


@asynccontextmanager
async def hearing(vendor: MemoryVendor, collector: Collector) -> AsyncIterator[ResilientStt]:
    """A recogniser in a pipeline of its own, which ends as a call does."""
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
    await asyncio.sleep(1)
    yield stt
    await worker.queue_frame(EndFrame())
    await running


async def test_any_vendor_is_heard_without_a_word_lost():
    """Audio, a loss, the same audio again, a pause, its final words and their place in the call."""
    vendor, collector = MemoryVendor(), Collector()
    async with hearing(vendor, collector) as stt:
        pieces = [audio(1000), audio(1100)]
        for frame in (PartyStartedSpeakingFrame(speaker=CUSTOMER), *pieces):
            await stt.queue_frame(frame)
        await asyncio.sleep(1)
        vendor.connections[0].end(ConnectionResetError())
        await asyncio.sleep(1)
        await stt.queue_frame(PartyPausedFrame(speaker=CUSTOMER))
        await asyncio.sleep(1)
        first, second = vendor.connections
        assert first.heard == [piece.audio for piece in pieces]
        assert second.heard == [*first.heard, None]
        second.say(SttResult("Hello.", 50, 150, 200, is_final=True, from_finalize=True))
        await asyncio.sleep(0.1)
    (final,) = collector.finals
    assert (final.text, final.result) == (
        "Hello.",
        {"start_ms": 1050, "end_ms": 1150, "confidence": None},
    )
    kinds = [type(frame) for frame in collector.frames]
    assert kinds.index(TranscriptionFrame) < kinds.index(SttFinalizedFrame)
    assert collector.states == ["degraded", "ok"]


async def test_audio_is_sent_at_once_and_in_its_order() -> None:
    """Where the connection takes it; what follows a pause comes after what was asked for in it."""
    vendor = MemoryVendor()
    vendor.takes_at_once = True
    async with hearing(vendor, Collector()) as stt:
        (connection,) = vendor.connections
        first, second, third = (audio(at_ms) for at_ms in (1000, 1100, 1200))
        await stt.queue_frame(first)
        await asyncio.sleep(0.1)
        await stt.queue_frame(second)
        assert connection.heard == [first.audio, second.audio]
        await stt.queue_frame(PartyPausedFrame(speaker=CUSTOMER))
        await stt.queue_frame(third)
        await asyncio.sleep(0.1)
        assert connection.heard == [first.audio, second.audio, None, third.audio]


async def test_nobody_waits_for_a_connection_that_takes_nothing() -> None:
    """Its own audio waits in a queue, as the other party's must not."""
    vendor = MemoryVendor()
    async with hearing(vendor, Collector()) as stt:
        vendor.connections[0].deaf = True
        before = asyncio.get_running_loop().time()
        for at_ms in range(0, 1000, 100):
            await stt.queue_frame(audio(at_ms))
        assert asyncio.get_running_loop().time() == before
        await asyncio.sleep(10)
        assert len(vendor.connections) > 1
