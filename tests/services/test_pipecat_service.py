"""A service of Pipecat's as a row: alone in a call of two parties, and in a chain."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import ErrorFrame, Frame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import time_now_iso8601

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from pipeline.build import InputStage, build
from pipeline.call import CallRun
from pipeline.call_opening import opened
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from services.provider import Probe, Provenance
from services.stt.health import SttHealth
from services.stt.pipecat_errors import tell_errors
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


class FailingStt(LengthStt):
    """Says that it failed, when it is asked for the first stretch of speech; or of each."""

    def __init__(self, category: ErrorCategory, failures: int) -> None:
        super().__init__()
        self._category = category
        self._failures = failures

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        if self._failures:
            self._failures -= 1
            error = ErrorFrame("a secret text", category=self._category)
            await self.push_error_frame(error)
            yield None
            return
        async for frame in super().run_stt(audio):
            yield frame


def failing(category: ErrorCategory, failures: int = 1) -> SttProvider:
    """A row whose services fail so."""

    def make_failing(settings: Settings, speaker: Speaker, **_: Any) -> FailingStt:
        return FailingStt(category, failures)

    return replace(ROW, name="acme", needs="ACME_KEY", make=make_failing)


def told_by(row: SttProvider) -> MakeParty:
    """Makes the service of a row that stands alone, as `make_stt` does."""

    def make_told(speaker: Speaker) -> FrameProcessor | None:
        service = row.make(load(), speaker, sample_rate=8000, script=None)
        assert service
        tell_errors(service, SttHealth(speaker, vendor=row.vendor))
        return service

    return make_told


CAUSES = [
    (ErrorCategory.AUTHENTICATION, "stt_refused", "down", "Acme refused the key"),
    (ErrorCategory.INVALID_REQUEST, "stt_language", "down", "Acme has no such language"),
    (ErrorCategory.QUOTA, "stt_credit", "degraded", "Acme has no credit left"),
    (ErrorCategory.RATE_LIMIT, "stt_limit", "degraded", "Acme has reached its limit"),
    (ErrorCategory.CONNECTIVITY, "stt_unreachable", "degraded", "Acme can't be reached"),
    (ErrorCategory.SERVER, "stt_unreachable", "degraded", "Acme has failed"),
]


@pytest.mark.parametrize(("category", "code", "state", "detail"), CAUSES)
async def test_a_service_that_fails_alone_is_told_and_so_is_its_return(
    category: ErrorCategory, code: str, state: str, detail: str
):
    """By its cause, with none of its words, once a party; and when words come again.

    One that is refused for good is not asked again by Pipecat.
    """
    told = await events(told_by(failing(category)))
    statuses = [one for one in told if one["type"] == "status" and one["speaker"]]
    back = [("stt_recovered", "ok")] if state == "degraded" else []
    for speaker in ("agent", "customer"):
        own = [one for one in statuses if one["speaker"] == speaker]
        assert [(one["code"], one["state"]) for one in own] == [(code, state), *back]
        assert own[0]["detail"].startswith(detail)
    assert "secret" not in str(statuses)


async def test_a_service_that_is_refused_for_good_in_a_chain_is_told_once():
    """The next hears from the buffer's start, and why the first does not is told."""
    rows = (failing(ErrorCategory.AUTHENTICATION, failures=9), ROW)
    told = await events(partial(make_chain, rows, load(), sample_rate=8000))
    assert turns(told) == SAID
    statuses = [one for one in told if one["type"] == "status" and one["speaker"]]
    codes = [one["code"] for one in statuses if one["speaker"] == "agent"]
    assert codes == ["stt_refused", "stt_failover"]
    assert "Acme refused the key" in statuses[-1]["detail"]
