"""The two ways from an input to the processors that hear a party: down the line, and straight."""

import asyncio
from functools import partial
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
from processors.speaker_gate import SpeakerGate
from transports.audio.front_end import FrontEnd
from transports.audio.silero_vad import SileroModel, SpeechScorer
from transports.recording.input import RecordingInput
from transports.recording.recording import Recording

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


async def heard(*, straight: bool) -> dict[Speaker, list[tuple[Any, ...]]]:
    """What the hearers of both parties are given of the sample call's begin."""
    tracks = sample.recording().tracks
    opening = Recording({speaker: tracks[speaker][: SECONDS * 8000] for speaker in Speaker})
    scorer = SpeechScorer(SileroModel(), wait_s=0)
    source = RecordingInput(
        opening, front_end=partial(FrontEnd, scorer=scorer, params=SpeechParams())
    )
    hearers = {speaker: Hearer() for speaker in Speaker}
    if straight:
        source.lead_to(hearers)
    branches = ([SpeakerGate(speaker), hearers[speaker]] for speaker in Speaker)
    worker = PipelineWorker(
        Pipeline([source, ParallelPipeline(*branches)]),
        idle_timeout_secs=None,
        enable_rtvi=False,
        enable_turn_tracking=False,
    )

    @source.event_handler("on_stream_ended")
    async def on_stream_ended(_input: object, _reason: str) -> None:
        await worker.queue_frame(EndFrame())

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    async with asyncio.timeout(SECONDS + 10):
        await runner.run()
    return {speaker: hearer.heard for speaker, hearer in hearers.items()}


async def test_a_party_is_heard_the_same_straight_and_down_the_line():
    """The same audio at the same places, between the same speech, in the same order."""
    line, straight = await heard(straight=False), await heard(straight=True)
    assert line == straight
    for speaker in Speaker:
        audio = b"".join(piece for _, _, piece in line[speaker] if isinstance(piece, bytes))
        assert len(audio) == SECONDS * 16_000
        assert {who for who, *_ in line[speaker]} == {speaker}
