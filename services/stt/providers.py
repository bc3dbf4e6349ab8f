"""Speech recognition providers: one row each, the best first; `STT` chooses by name.

`STT=deepgram,moonshine` is a chain: the next one hears a party while those before it can't.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService

from conversation.speech.speakers import Speaker
from services.provider import Provenance
from services.provider_names import no_provider
from services.route import check_route
from services.stt import recorded_provider as recorded
from services.stt.connection import Connect
from services.stt.deepgram import provider as deepgram
from services.stt.health import SttHealth
from services.stt.moonshine import provider as moonshine
from services.stt.pipecat_errors import tell_errors
from services.stt.pipecat_service import transcribing
from services.stt.provider_row import SttProvider
from services.stt.recogniser_chain import Member, RecogniserChain
from services.stt.resilient import ResilientStt
from settings import Settings, SettingsError
from settings.languages import default_of
from transports.recording.recording import Script


def check_stt(settings: Settings) -> None:
    """Stop the start where `STT` names no provider, one twice, or one that stands for nobody.

    Raises:
        SettingsError: The setting, its value and what is allowed.
    """
    names = [row.name for row in PROVIDERS]
    chain = settings.stt_names
    if strange := [name for name in chain if name not in names]:
        raise no_provider("STT", str(settings.stt), strange[0], names)
    if len(set(chain)) < len(chain):
        raise SettingsError(f"STT={settings.stt}: one recogniser stands there twice")
    if len(chain) > 1 and _RECORDED in chain:
        raise SettingsError(f"STT={settings.stt}: {_RECORDED} hears nobody, and stands alone")


def chosen_stt(settings: Settings) -> tuple[SttProvider, ...]:
    """The recognisers, first choice first: what `STT` says, or the first that is configured.

    Raises:
        SettingsError: `STT` names none, or one that can't work.
    """
    check_stt(settings)
    if not settings.stt_names:
        return (next(row for row in PROVIDERS if row.configured(settings)),)
    rows = {row.name: row for row in PROVIDERS}
    chosen = tuple(rows[name] for name in settings.stt_names)
    for row in chosen:
        if not row.configured(settings):
            whose = f" {row.name}" if len(chosen) > 1 else ""
            raise SettingsError(f"STT={settings.stt}:{whose} needs {row.needs}")
    return chosen


def check_stt_route(settings: Settings) -> None:
    """Stop the start where the environment keeps a recogniser from being reached.

    Raises:
        SettingsError: A proxy or certificates that can't be used, or as `chosen_stt`.
    """
    for row in chosen_stt(settings):
        if address := row.address(settings):
            check_route(address)


def stt_source(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a transcript; `script` is that of a bundled recording."""
    first, *others = chosen_stt(settings)
    source = first.describe(settings, script)
    if not others:
        return source
    behind = ", then ".join(row.vendor for row in others)
    return replace(source, detail=f"{source.detail} Behind it: {behind}.")


def make_stt(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService | None:
    """A recogniser for one party of one call; None where nothing can transcribe it."""
    first, *others = chosen_stt(settings)
    if others:
        rows = (first, *others)
        return make_chain(rows, settings, speaker, sample_rate=sample_rate, names=names)
    service = first.make(settings, speaker, sample_rate=sample_rate, script=script, names=names)
    if service and first.needs and not first.connect:
        tell_errors(service, SttHealth(speaker, vendor=first.vendor))
    return service


def make_chain(
    rows: Sequence[SttProvider],
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    names: Sequence[str] = (),
) -> ResilientStt:
    """The same of several: the first of them that is well hears the party."""

    def connect_of(row: SttProvider) -> Connect:
        if row.connect:
            return row.connect(settings, sample_rate, names)
        make = partial(row.make, settings, speaker, sample_rate=sample_rate, script=None)
        return partial(transcribing, make, speaker, sample_rate)

    chain = RecogniserChain([Member(row.vendor, connect_of(row)) for row in rows])
    return ResilientStt(
        speaker,
        chain.connect,
        health=SttHealth(speaker, vendor=rows[0].vendor, trouble=chain.trouble),
        settings=STTSettings(model=rows[0].name, language=default_of(settings.coach_language)),
    )


PROVIDERS: tuple[SttProvider, ...] = (
    SttProvider(
        name="deepgram",
        needs="DEEPGRAM_API_KEY",
        configured=deepgram.configured,
        describe=deepgram.describe,
        make=deepgram.make,
        probe=deepgram.probe,
        address=deepgram.address,
        connect=deepgram.connect,
    ),
    SttProvider(
        name="moonshine",
        needs="the extra; run `uv sync --extra moonshine`",
        configured=lambda _: moonshine.HAS_MOONSHINE,
        describe=moonshine.describe,
        make=moonshine.make,
        probe=moonshine.probe,
    ),
    SttProvider(
        name="recorded",
        needs="",
        configured=lambda _: True,
        describe=recorded.describe,
        make=recorded.make,
        probe=recorded.probe,
    ),
)
_RECORDED = "recorded"
