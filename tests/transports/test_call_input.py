"""The way from an input to the processors that hear a party."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from pipecat.frames.frames import EndFrame, Frame, UserAudioRawFrame
from pipecat.pipeline.parallel_pipeline import ParallelPipeline
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from bots import sample
from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import PartyFrame
from transports.audio.front_end import FrontEnd
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.call_input import CallInput
from transports.recording.recording import Recording
from transports.recording.source import RecordingSource

SECONDS = 20

pytestmark = pytest.mark.looptime


class Hearer(FrameProcessor):
    """What a recogniser is given: keeps a party's audio and speech, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[Any, ...]] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, UserAudioRawFrame):
            self.heard.append((frame.user_id, frame.pts, frame.audio))
            return
        if isinstance(frame, PartyFrame):
            self.heard.append((frame.speaker, type(frame), frame.at_ms))
        await self.push_frame(frame, direction)


class HearerAtOnce(Hearer):
    """One that takes audio without a frame."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self.at_once = 0

    async def queue_frame(self, frame: Frame, *args: Any, **options: Any) -> None:
        if isinstance(frame, UserAudioRawFrame | PartyFrame):
            await self.process_frame(frame, FrameDirection.DOWNSTREAM)
        else:
            await super().queue_frame(frame, *args, **options)

    def hear_at_once(self, at_ms: float, audio: bytes, sample_rate: int) -> bool:
        self.heard.append((self._speaker, round(at_ms * 1_000_000), audio))
        self.at_once += 1
        return True


def opening() -> Recording:
    """The begin of the sample call."""
    tracks = sample.recording().tracks
    return Recording({speaker: tracks[speaker][: SECONDS * 8000] for speaker in Speaker})


def front_end() -> FrontEnd:
    return FrontEnd(scorer=SpeechScorer(SileroModel(), wait_s=0), params=SpeechParams())


async def heard(
    hearers: Mapping[Speaker, Hearer] | None = None,
) -> dict[Speaker, list[tuple[Any, ...]]]:
    """What the hearers of both parties are given of the opening, in a pipeline."""
    source = CallInput(RecordingSource(opening()), front_end())
    hearers = hearers or {speaker: Hearer() for speaker in Speaker}
    source.connect(hearers)
    worker = PipelineWorker(
        Pipeline([source, ParallelPipeline(*([hearer] for hearer in hearers.values()))]),
        idle_timeout_secs=None,
        enable_rtvi=False,
        enable_turn_tracking=False,
    )

    @source.event_handler("on_stream_ended")
    async def on_stream_ended(_input: object, _reason: str) -> None:
        await worker.queue_frame(EndFrame())

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    async with asyncio.timeout(SECONDS + 60):
        await runner.run()
    return {speaker: hearer.heard for speaker, hearer in hearers.items()}


async def emitted() -> dict[Speaker, list[tuple[Any, ...]]]:
    """What a front end makes of the opening, in the order in which it does."""
    made: dict[Speaker, list[tuple[Any, ...]]] = {speaker: [] for speaker in Speaker}
    heard_by = front_end()

    async def push(frame: Frame) -> None:
        if isinstance(frame, UserAudioRawFrame):
            made[Speaker(frame.user_id)].append((frame.user_id, frame.pts, frame.audio))
        elif isinstance(frame, PartyFrame):
            made[frame.speaker].append((frame.speaker, type(frame), frame.at_ms))

    await RecordingSource(opening()).run(heard_by.feed)
    await heard_by.finish(push)
    return made


async def test_a_party_is_heard_whole_and_by_its_own_hearer() -> None:
    """The same audio at the same places, between the same speech, in the same order."""
    told = await heard()
    assert told == await emitted()
    for speaker in Speaker:
        audio = b"".join(piece for _, _, piece in told[speaker] if isinstance(piece, bytes))
        assert len(audio) == SECONDS * 16_000
        assert {who for who, *_ in told[speaker]} == {speaker}


async def test_who_takes_audio_at_once_hears_the_same_in_the_same_order() -> None:
    """Most of it without a frame; what comes behind speech that is still on its way, with one."""
    hearers = {speaker: HearerAtOnce(speaker) for speaker in Speaker}
    assert await heard(hearers) == await emitted()
    assert all(hearer.at_once > SECONDS for hearer in hearers.values())
