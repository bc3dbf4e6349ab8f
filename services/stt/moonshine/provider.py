"""Moonshine provider: the recogniser that runs on this machine, where its extra is installed."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from pipecat.services.stt_service import STTService

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.provider import Probe, Provenance
from settings import Settings
from settings.languages import default_of
from transports.recording.recording import Script

HAS_MOONSHINE = find_spec("moonshine_voice") is not None
if HAS_MOONSHINE:
    from services.stt.moonshine.recogniser import ResamplingMoonshineSTTService
else:
    ResamplingMoonshineSTTService: Any = None


def describe(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a call's transcript."""
    detail = "Speech recognition: Moonshine, on this machine."
    return Provenance("moonshine", StatusCode.STT_MOONSHINE, detail)


def make(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService:
    """The recogniser of one party; loads the model."""
    language = default_of(settings.coach_language)
    return ResamplingMoonshineSTTService(
        sample_rate, settings=ResamplingMoonshineSTTService.Settings(language=language)
    )


async def probe(settings: Settings) -> Probe:
    """What is known of it before a call."""
    return Probe(True, "Moonshine, on this machine; its model loads with the first call")
