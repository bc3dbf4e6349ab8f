"""Which services a process uses: the one place that chooses between vendors."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from httpx2 import Limits
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pipecat.services.stt_service import STTService

from coach.advisors import Advisor, ModelAdvisor, PlaybookAdvisor
from conversation.coaching.playbook import Playbook
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from prompts.loader import load_prompt
from services.llm.openai_chat import stream_from
from services.stt.deepgram import ShadowDeepgramSTTService
from services.stt.recorded import RecordedSTTService
from settings import Settings, SettingsError
from transports.recording.recording import Script

HAS_MOONSHINE = find_spec("moonshine_voice") is not None
if HAS_MOONSHINE:
    from services.stt.moonshine import ShadowMoonshineSTTService
else:
    ShadowMoonshineSTTService: Any = None

# Longer than a customer's pauses: the next suggestion finds its connection open.
_KEEP_WARM_S = 300.0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a part of what the agent sees comes from, for the console and the log.

    Attributes:
        name: Short, stable: `deepgram`, `recorded`, `playbook`, a model's name.
        code: Of the status that tells of it.
        detail: One sentence for people.
        working: Whether it can do its job for this call.
    """

    name: str
    code: StatusCode
    detail: str
    working: bool = True


def deepgram_configured(settings: Settings) -> bool:
    """Whether Deepgram, or a self-hosted one, can be asked."""
    return bool(settings.deepgram_api_key or settings.deepgram_base_url)


def model_configured(settings: Settings) -> bool:
    """Whether a language model can be asked."""
    return bool(settings.openai_api_key or settings.openai_base_url)


def chosen_stt(settings: Settings) -> str:
    """The recogniser: what `STT` says, or the best that is configured.

    Raises:
        SettingsError: `STT` names one that can't work.
    """
    if settings.stt == "deepgram" and not deepgram_configured(settings):
        raise SettingsError("STT=deepgram: needs DEEPGRAM_API_KEY")
    if settings.stt == "moonshine" and not HAS_MOONSHINE:
        raise SettingsError("STT=moonshine: needs the extra; run `uv sync --extra moonshine`")
    if settings.stt:
        return settings.stt
    if deepgram_configured(settings):
        return "deepgram"
    return "moonshine" if HAS_MOONSHINE else "recorded"


def stt_source(settings: Settings, script: Script | None) -> Provenance:
    """What transcribes a call; `script` is its transcript where it is a bundled recording."""
    match chosen_stt(settings):
        case "deepgram":
            model = settings.deepgram_model
            return Provenance(
                "deepgram",
                StatusCode.STT_DEEPGRAM,
                f"Speech recognition: Deepgram, model {model}.",
            )
        case "moonshine":
            return Provenance(
                "moonshine",
                StatusCode.STT_MOONSHINE,
                "Speech recognition: Moonshine, on this machine.",
            )
    if script:
        return Provenance(
            "recorded",
            StatusCode.STT_RECORDED,
            "Recorded transcript of the sample call; no speech recognition is running."
            " Set DEEPGRAM_API_KEY for the real thing.",
        )
    return Provenance(
        "recorded",
        StatusCode.STT_NOT_CONFIGURED,
        "This call can't be transcribed: no speech recognition is configured."
        " Set DEEPGRAM_API_KEY.",
        working=False,
    )


def make_stt(
    settings: Settings, speaker: Speaker, *, sample_rate: int, script: Script | None
) -> STTService | None:
    """A recogniser for one party of one call; None where nothing can transcribe it."""
    match chosen_stt(settings):
        case "deepgram":
            return ShadowDeepgramSTTService(
                speaker,
                api_key=_secret(settings.deepgram_api_key) or "none",
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
        case "moonshine":
            return ShadowMoonshineSTTService(
                sample_rate,
                settings=ShadowMoonshineSTTService.Settings(language=settings.coach_language),
            )
    return RecordedSTTService(script, speaker) if script else None


def make_client(settings: Settings) -> AsyncOpenAI | None:
    """The process's one client of the model's server; None where none is configured."""
    if not model_configured(settings):
        return None
    return AsyncOpenAI(
        api_key=_secret(settings.openai_api_key) or "none",
        base_url=settings.openai_base_url,
        timeout=settings.coach_timeout_secs,
        # A guess that is dropped ends its stream; over HTTP/1.1 that would cost the connection, and
        # the next suggestion a TLS handshake.
        http_client=DefaultAsyncHttpxClient(
            http2=True, limits=Limits(max_connections=1000, keepalive_expiry=_KEEP_WARM_S)
        ),
        max_retries=0,  # a second try would come too late; the playbook answers instead
    )


def make_advisor(settings: Settings, client: AsyncOpenAI | None, playbook: Playbook) -> Advisor:
    """Who advises: the model if there is one, else the playbook's rules.

    Raises:
        PromptError: The prompt's file is wrong.
    """
    prompt = load_prompt(
        settings.coach_prompt, settings.coach_language
    )  # wrong, it stops the start
    if client is None:
        return PlaybookAdvisor(playbook)
    return ModelAdvisor(
        stream_from(client, settings.coach_model),
        model=settings.coach_model,
        prompt=prompt,
        playbook=playbook,
    )


def coach_source(settings: Settings, playbook: Playbook) -> Provenance:
    """What advises."""
    if model_configured(settings):
        return Provenance(
            settings.coach_model,
            StatusCode.COACH_MODEL,
            f"Advice: {settings.coach_model}, playbook “{playbook.title}”.",
        )
    return Provenance(
        "playbook",
        StatusCode.COACH_PLAYBOOK,
        f"Advice: the rules of the playbook “{playbook.title}”; no language model is configured."
        " Set OPENAI_API_KEY for the real thing.",
    )


def _secret(value: Any) -> str | None:
    return value.get_secret_value() if value else None
