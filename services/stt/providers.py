"""Speech recognition providers: one row each, the best first; `STT` chooses by name."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from pipecat.services.stt_service import STTService

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.provider import Probe, Provenance, Provider
from services.route import check_route
from services.stt.deepgram import provider as deepgram
from services.stt.recorded import RecordedSTTService
from settings import Settings, SettingsError
from settings.languages import default_of
from transports.recording.recording import Script

HAS_MOONSHINE = find_spec("moonshine_voice") is not None
if HAS_MOONSHINE:
    from services.stt.moonshine import ResamplingMoonshineSTTService
else:
    ResamplingMoonshineSTTService: Any = None


class MakeStt(Protocol):
    """Makes a recogniser for one party of one call; None where nothing can transcribe it."""

    def __call__(
        self,
        settings: Settings,
        speaker: Speaker,
        *,
        sample_rate: int,
        script: Script | None,
        names: Sequence[str] = (),
    ) -> STTService | None:
        """Make it.

        Args:
            settings: Those of the call.
            speaker: Who is heard.
            sample_rate: Of the audio, Hz.
            script: What a bundled recording says.
            names: What the call may be about, by name; a recogniser that can knows them then.
        """
        ...


SttProvider = Provider[Script | None, MakeStt]


def check_stt(settings: Settings) -> None:
    """Stop the start where `STT` is no provider's name.

    Raises:
        SettingsError: The setting, its value and what is allowed.
    """
    *names, last = [f"'{row.name}'" for row in PROVIDERS]
    if settings.stt and f"'{settings.stt}'" not in (*names, last):
        raise SettingsError(f"STT={settings.stt}: Input should be {', '.join(names)} or {last}")


def chosen_stt(settings: Settings) -> SttProvider:
    """The recogniser: what `STT` says, or the first that is configured.

    Raises:
        SettingsError: `STT` names none, or one that can't work.
    """
    check_stt(settings)
    if not settings.stt:
        return next(row for row in PROVIDERS if row.configured(settings))
    (chosen,) = (row for row in PROVIDERS if row.name == settings.stt)
    if not chosen.configured(settings):
        raise SettingsError(f"STT={chosen.name}: needs {chosen.needs}")
    return chosen


def check_stt_route(settings: Settings) -> None:
    """Stop the start where the environment keeps the recogniser from being reached.

    Raises:
        SettingsError: A proxy or certificates that can't be used, or as `chosen_stt`.
    """
    if address := chosen_stt(settings).address(settings):
        check_route(address)


def stt_source(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a transcript; `script` is that of a bundled recording."""
    return chosen_stt(settings).describe(settings, script)


def make_stt(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService | None:
    """A recogniser for one party of one call; None where nothing can transcribe it."""
    make = chosen_stt(settings).make
    return make(settings, speaker, sample_rate=sample_rate, script=script, names=names)


def _make_moonshine(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService:
    return ResamplingMoonshineSTTService(
        sample_rate,
        settings=ResamplingMoonshineSTTService.Settings(
            language=default_of(settings.coach_language)
        ),
    )


async def _probe_moonshine(settings: Settings) -> Probe:
    return Probe(True, "Moonshine, on this machine; its model loads with the first call")


def _describe_recorded(settings: Settings, script: Script | None) -> Provenance:
    if script:
        return Provenance(
            "recorded",
            StatusCode.STT_RECORDED,
            "Recorded transcript of the sample call; no speech recognition is running."
            f" Set {PROVIDERS[0].needs} for the real thing.",
        )
    return Provenance(
        "recorded",
        StatusCode.STT_NOT_CONFIGURED,
        "This call can't be transcribed: no speech recognition is configured."
        f" Set {PROVIDERS[0].needs}.",
        working=False,
    )


def _make_recorded(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService | None:
    return RecordedSTTService(script, speaker) if script else None


async def _probe_recorded(settings: Settings) -> Probe:
    return Probe(False, f"set {PROVIDERS[0].needs}; without it only the sample call is heard")


PROVIDERS: tuple[SttProvider, ...] = (
    Provider(
        name="deepgram",
        needs="DEEPGRAM_API_KEY",
        configured=deepgram.configured,
        describe=deepgram.describe,
        make=deepgram.make,
        probe=deepgram.probe,
        address=deepgram.address,
    ),
    Provider(
        name="moonshine",
        needs="the extra; run `uv sync --extra moonshine`",
        configured=lambda _: HAS_MOONSHINE,
        describe=lambda *_: Provenance(
            "moonshine",
            StatusCode.STT_MOONSHINE,
            "Speech recognition: Moonshine, on this machine.",
        ),
        make=_make_moonshine,
        probe=_probe_moonshine,
    ),
    Provider(
        name="recorded",
        needs="",
        configured=lambda _: True,
        describe=_describe_recorded,
        make=_make_recorded,
        probe=_probe_recorded,
    ),
)
