"""A service of Pipecat's as a row: alone in a call of two parties, and in a chain."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.utils.time import time_now_iso8601

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from pipeline.build import InputStage, build
from pipeline.call import CallRun
from pipeline.call_opening import opened
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from services.provider import Probe, Provenance
from services.stt.provider_row import SttProvider
from services.stt.providers import PROVIDERS, make_chain
from settings import Settings, load
from tests.pipeline.stage import MadeUpSource, log_of, make_runtime, script
from transports.audio.front_end import FrontEnd
from transports.call_input import CallInput

pytestmark = pytest.mark.looptime

LOUD = 1000


class LengthStt(SegmentedSTTService):
    """Writes down for how long somebody spoke, in tenths of a second."""

    def __init__(self) -> None:
        super().__init__(ttfs_p99_latency=0.1, settings=STTSettings(model="length", language="en"))

    @property
    def wants_wav_segments(self) -> bool:
        return False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        await asyncio.sleep(0.1)
        loud = np.abs(np.frombuffer(audio, "<i2")) > LOUD
        said = f"I spoke for {round(loud.sum() / 800)} tenths."
        yield TranscriptionFrame(said, self._user_id, time_now_iso8601())


def make(settings: Settings, speaker: Speaker, **_: Any) -> LengthStt:
    return LengthStt()


async def probe(settings: Settings) -> Probe:
    return Probe(True, "it measures")


ROW = SttProvider(
    name="length",
    needs="",
    configured=lambda _: True,
    describe=lambda *_: Provenance("length", StatusCode.STT_TRANSCRIBING, "It measures."),
    make=make,
    probe=probe,
)

MakeParty = Callable[[Speaker], FrameProcessor | None]


async def hear(runtime: Runtime, make_stt: MakeParty, source: MadeUpSource) -> None:
    """Hear a call as `run_call` does, by a recogniser of the test's."""
    async with opened(runtime, Call("CA1", "twilio", {})) as it:
        front_end = FrontEnd(
            scorer=runtime.scorer, params=runtime.speech_params, sample_rate=8000, base_ms=0
        )
        heard = CallInput(source, front_end)
        run = CallRun(runtime, it, heard, ROW.describe(runtime.settings, None))
        stage = InputStage(heard, heard.connect, make_stt, it.lease.redactor, 2.0)
        await run.run(build(stage, it.coach, run.sink))


async def events(make_stt: MakeParty) -> list[dict[str, Any]]:
    """The data of the events of a call in which each party speaks twice."""
    runtime = make_runtime(script())
    source = MadeUpSource()
    async with asyncio.TaskGroup() as at_once:
        at_once.create_task(hear(runtime, make_stt, source))
        await source.speak(Speaker.AGENT, 960, 1920)
        await source.speak(Speaker.CUSTOMER, 3040, 4960)
        await source.speak(Speaker.AGENT, 6080, 6400)
        await source.speak(Speaker.CUSTOMER, 8000, 8640)
        source.stop("hangup")
    return [{"type": event.type.value} | event.data for event in log_of(runtime).events["CA1"]]


def turns(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["speaker"], one["text"]) for one in told if one["type"] == "turn.final"]


SAID = [
    ("agent", "I spoke for 10 tenths."),
    ("customer", "I spoke for 19 tenths."),
    ("agent", "I spoke for 3 tenths."),
    ("customer", "I spoke for 6 tenths."),
]


async def test_a_row_with_a_service_of_pipecats_hears_a_call():
    """Each party's turns are their own, in the order in which they were spoken."""
    told = await events(partial(make, load()))
    assert turns(told) == SAID


async def test_a_service_of_pipecats_stands_in_for_a_vendor_that_is_away():
    """Nothing is lost of what was said before it took over; each party is told once."""
    settings = load(deepgram_base_url="ws://127.0.0.1:9")
    told = await events(partial(make_chain, (PROVIDERS[0], ROW), settings, sample_rate=8000))
    assert turns(told) == SAID
    statuses = [one for one in told if one["type"] == "status" and one["speaker"]]
    assert sorted((one["code"], one["speaker"]) for one in statuses) == [
        ("stt_failover", "agent"),
        ("stt_failover", "customer"),
    ]
