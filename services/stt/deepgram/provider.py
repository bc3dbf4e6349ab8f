"""Deepgram provider: a recogniser of the process's settings, and the probe of its key."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from urllib.parse import urlsplit

from deepgram import DeepgramClientEnvironment
from pipecat.services.settings import STTSettings

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.key_header import key_header
from services.provider import Probe, Provenance
from services.stt.connection import Connect, SttConnection
from services.stt.deepgram.connection import listening
from services.stt.deepgram.flux import flux_listening
from services.stt.deepgram.query import Query, language, query
from services.stt.deepgram.trial import tried
from services.stt.health import SttHealth
from services.stt.outage_log import outages_of
from services.stt.refusal import SttRefusedError
from services.stt.resilient import ResilientStt
from settings import Settings, SettingsError
from settings.deepgram_options import is_flux
from transports.recording.recording import Script

_PHONE_HZ = 8000
_VENDOR = "Deepgram"
_ENGLISH_FLUX = "flux-general-en"
Listening = Callable[[str, str, Query], AbstractAsyncContextManager[SttConnection]]
"""Connects: to an address, by a key, with a query."""


def configured(settings: Settings) -> bool:
    """Whether Deepgram, or a self-hosted one, can be asked."""
    return bool(settings.deepgram_api_key or settings.deepgram_base_url)


def address(settings: Settings) -> str:
    """The address of its sockets.

    Raises:
        SettingsError: It has a login, and there is a key.
    """
    url = settings.deepgram_base_url or DeepgramClientEnvironment.PRODUCTION.production
    key_header(url, settings.deepgram_api_key, named=("DEEPGRAM_BASE_URL", "DEEPGRAM_API_KEY"))
    return url


def describe(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a call's transcript."""
    return Provenance(
        "deepgram",
        StatusCode.STT_DEEPGRAM,
        f"Speech recognition: Deepgram, model {settings.deepgram_model}.",
        minute_price=settings.deepgram_price,
    )


def connect(settings: Settings, sample_rate: int, names: Sequence[str]) -> Connect:
    """The connection of one party, for audio of `sample_rate` Hz."""
    asked = query(settings, sample_rate, names)
    return partial(_listening(settings), address(settings), _key(settings) or "none", asked)


def _listening(settings: Settings) -> Listening:
    return flux_listening if is_flux(settings.deepgram_model) else listening


def make(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> ResilientStt:
    """The recogniser of one party."""
    return ResilientStt(
        speaker,
        connect(settings, sample_rate, names),
        health=SttHealth(speaker, vendor=_VENDOR),
        settings=STTSettings(model=settings.deepgram_model, language=language(settings)),
        outages=outages_of(_VENDOR),
    )


async def probe(settings: Settings) -> Probe:
    """Connect as a call does, send a tenth of a second of silence, and hang up."""
    model, spoken = settings.deepgram_model, language(settings)
    if model == _ENGLISH_FLUX and spoken.partition("-")[0] != "en":
        other = model.replace("-en", "-multi")
        return Probe(False, f"{model} hears English alone; {spoken} takes DEEPGRAM_MODEL={other}")
    asked = query(settings, _PHONE_HZ)
    host = urlsplit(address(settings)).hostname
    try:
        key = _key(settings) or "none"
        await tried(address(settings), key, asked, is_flux=is_flux(model))
    except SttRefusedError as error:
        return Probe(False, f"{host} {_why(error)}")
    except SettingsError as error:
        return Probe(False, str(error))
    return Probe(True, f"Deepgram, {model} at {host}{_besides(settings)}")


def _why(error: SttRefusedError) -> str:
    """What to do about a refusal, once, and how it came."""
    advice = error.refusal.advice
    how = f"HTTP {error.status}" if error.status else error.how
    return advice if how in advice else f"{advice} ({how})"


def _besides(settings: Settings) -> str:
    """What is set of the language and the options."""
    spoken = [f"in {settings.deepgram_language}"] if settings.deepgram_language else []
    options = ", ".join(f"{name}={value}" for name, value in settings.deepgram_options or ())
    return "".join(f", {part}" for part in (*spoken, *([f"with {options}"] if options else [])))


def _key(settings: Settings) -> str:
    key = settings.deepgram_api_key
    return key.get_secret_value() if key else ""
