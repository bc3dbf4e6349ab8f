"""Deepgram provider: a recogniser of the process's settings, and the probe of its key."""

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.http_probe import http_address, probe_http
from services.provider import Probe, Provenance
from services.stt.deepgram import ShadowDeepgramSTTService
from settings import Settings
from transports.recording.recording import Script


def configured(settings: Settings) -> bool:
    """Whether Deepgram, or a self-hosted one, can be asked."""
    return bool(settings.deepgram_api_key or settings.deepgram_base_url)


def describe(settings: Settings, script: Script | None) -> Provenance:
    """What transcribes a call."""
    return Provenance(
        "deepgram",
        StatusCode.STT_DEEPGRAM,
        f"Speech recognition: Deepgram, model {settings.deepgram_model}.",
    )


def make(
    settings: Settings, speaker: Speaker, *, sample_rate: int, script: Script | None
) -> ShadowDeepgramSTTService:
    """The recogniser of one party."""
    return ShadowDeepgramSTTService(
        speaker,
        api_key=_key(settings) or "none",
        base_url=settings.deepgram_base_url or "",
        settings=ShadowDeepgramSTTService.Settings(
            model=settings.deepgram_model,
            language=settings.coach_language,
            interim_results=True,
            punctuate=True,
            smart_format=True,
            endpointing=300,
        ),
    )


async def probe(settings: Settings) -> Probe:
    """Ask for the key's projects."""
    base = http_address(settings.deepgram_base_url or "https://api.deepgram.com")
    return await probe_http(
        f"{base}/v1/projects", f"Token {_key(settings)}", f"Deepgram, {settings.deepgram_model}"
    )


def _key(settings: Settings) -> str:
    key = settings.deepgram_api_key
    return key.get_secret_value() if key else ""
