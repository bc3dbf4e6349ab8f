"""A recording as an input: at the pace at which it was spoken, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import CancelFrame, EndFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.workers.runner import WorkerRunner

from conversation.speech.speakers import Speaker
from transports.call_input import CallInput
from transports.recording.recording import Recording
from transports.recording.source import RecordingSource

CUSTOMER, AGENT = Speaker
LEVELS = {CUSTOMER: 1000, AGENT: -1000}

pytestmark = pytest.mark.looptime


class Ears:
    """A front end that keeps what it is fed, and when."""

    def __init__(self) -> None:
        self.fed: list[tuple[float, Speaker, int, bytes]] = []
        self.finished = 0
        self.now_ms = 0
        self.idle_s = 0.0

    def feed(self, speaker: Speaker, at_ms: int, pcm: bytes) -> None:
        if self.finished:
            return
        self.fed.append((asyncio.get_running_loop().time(), speaker, at_ms, pcm))

    async def run(self, _: object) -> None:
        await asyncio.Event().wait()

    async def finish(self, _: object) -> None:
        self.finished += 1

    def heard(self, speaker: Speaker) -> bytes:
        """All audio of one party."""
        return b"".join(pcm for _, who, _, pcm in self.fed if who is speaker)


class Playing:
    """A recording that is being played."""

    def __init__(self, source: CallInput, ears: Ears, worker: PipelineWorker) -> None:
        self.source = source
        self.ears = ears
        self.worker = worker
        self.reasons: asyncio.Queue[str] = asyncio.Queue()


def recording(milliseconds: int) -> Recording:
    """One whose customer is all 1000 and whose agent is all -1000."""
    return Recording({s: np.full(milliseconds * 8, LEVELS[s], np.int16) for s in Speaker})


def pcm(speaker: Speaker, milliseconds: int) -> bytes:
    return LEVELS[speaker].to_bytes(2, "little", signed=True) * 8 * milliseconds


@asynccontextmanager
async def playing(milliseconds: int) -> AsyncIterator[Playing]:
    """The input in a pipeline that runs, and is ended on leaving."""
    ears = Ears()
    front_end: Any = ears
    source = CallInput(RecordingSource(recording(milliseconds)), front_end)
    worker = PipelineWorker(Pipeline([source]), idle_timeout_secs=None)
    played = Playing(source, ears, worker)

    @source.event_handler("on_stream_ended")
    async def ended(_: object, reason: str) -> None:
        played.reasons.put_nowait(reason)

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    work = asyncio.create_task(runner.run())
    yield played
    await worker.queue_frame(EndFrame())
    await work


async def test_both_tracks_come_whole_at_their_own_pace() -> None:
    """A tenth of a second at a time, not before it was spoken, and the odd end with it."""
    async with playing(1250) as played:
        assert await played.reasons.get() == "finished"
    fed = played.ears.fed
    begun = fed[0][0]
    for at, speaker, at_ms, audio in fed:
        assert at - begun == pytest.approx(at_ms / 1000, abs=0.02)
        assert audio == pcm(speaker, min(100, 1250 - at_ms))
    for speaker in Speaker:
        assert played.ears.heard(speaker) == pcm(speaker, 1250)
    assert played.ears.finished == 1
    assert played.reasons.empty()


async def test_it_stops_when_it_is_told_to() -> None:
    """No more is played after `end`, which tells its reason once, when all is pushed."""
    async with playing(60_000) as played:
        await asyncio.sleep(2.05)
        await played.source.end("shutdown")
        heard = len(played.ears.fed)
        await asyncio.sleep(5)
        await played.source.end("again")
    assert len(played.ears.fed) == heard < 2 * 25
    assert played.ears.finished == 1
    assert [played.reasons.get_nowait() for _ in range(played.reasons.qsize())] == ["shutdown"]


async def test_it_stops_at_once_when_it_is_cancelled() -> None:
    """A cancelled pipeline leaves no task that plays."""
    async with playing(60_000) as played:
        await asyncio.sleep(1.05)
        await played.worker.queue_frame(CancelFrame())
        await asyncio.sleep(0.05)
        heard = len(played.ears.fed)
        await asyncio.sleep(5)
    assert len(played.ears.fed) == heard


async def test_its_clock_is_the_front_ends() -> None:
    """How far the call is, and for how long nothing came, is asked there."""
    async with playing(100) as played:
        played.ears.now_ms, played.ears.idle_s = 70, 3.0
        assert (played.source.now_ms, played.source.idle_s) == (70, 3.0)
