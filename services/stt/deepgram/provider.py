"""Deepgram provider: a recogniser of the process's settings, and the probe of its key."""

from functools import partial
from urllib.parse import urlsplit

from deepgram import DeepgramClientEnvironment
from pipecat.services.settings import STTSettings

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.provider import Probe, Provenance
from services.stt.deepgram.connection import listening
from services.stt.deepgram.languages import asked_language
from services.stt.health import SttHealth
from services.stt.refusal import SttRefusedError
from services.stt.resilient import ResilientStt
from settings import Settings, SettingsError
from transports.recording.recording import Script

_PHONE_HZ = 8000


def configured(settings: Settings) -> bool:
    """Whether Deepgram, or a self-hosted one, can be asked."""
    return bool(settings.deepgram_api_key or settings.deepgram_base_url)


def address(settings: Settings) -> str:
    """The address of its sockets."""
    return settings.deepgram_base_url or DeepgramClientEnvironment.PRODUCTION.production


def describe(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a call's transcript."""
    return Provenance(
        "deepgram",
        StatusCode.STT_DEEPGRAM,
        f"Speech recognition: Deepgram, model {settings.deepgram_model}.",
        minute_price=settings.deepgram_price,
    )


def make(
    settings: Settings, speaker: Speaker, *, sample_rate: int, script: Script | None
) -> ResilientStt:
    """The recogniser of one party."""
    connect = partial(
        listening,
        address(settings),
        _key(settings) or "none",
        query(settings.deepgram_model, settings.coach_language, sample_rate),
    )
    return ResilientStt(
        speaker,
        connect,
        health=SttHealth(speaker, vendor="Deepgram"),
        settings=STTSettings(
            model=settings.deepgram_model, language=asked_language(settings.coach_language)
        ),
    )


def query(model: str, language: str, sample_rate: int) -> dict[str, str]:
    """The query of `/v1/listen`: all that turns need, for one party's audio."""
    return {
        "model": model,
        "language": asked_language(language),
        "interim_results": "true",
        "punctuate": "true",
        "smart_format": "true",
        "endpointing": "300",  # ms; the default of 10 cuts turns to pieces
        "encoding": "linear16",
        "channels": "1",
        "multichannel": "false",
        "sample_rate": str(sample_rate),
    }


async def probe(settings: Settings) -> Probe:
    """Connect as a call does, and hang up; a stream without audio costs nothing."""
    asked = query(settings.deepgram_model, settings.coach_language, _PHONE_HZ)
    host = urlsplit(address(settings)).hostname
    try:
        async with listening(address(settings), _key(settings) or "none", asked):
            return Probe(True, f"Deepgram, {settings.deepgram_model} at {host}")
    except SttRefusedError as error:
        if error.status is None:
            return Probe(False, f"{host} can't be reached ({type(error.__cause__).__name__})")
        return Probe(False, f"{host} {error.refusal.advice} (HTTP {error.status})")
    except SettingsError as error:
        return Probe(False, str(error))


def _key(settings: Settings) -> str:
    key = settings.deepgram_api_key
    return key.get_secret_value() if key else ""
