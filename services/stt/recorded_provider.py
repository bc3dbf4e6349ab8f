"""Recorded provider: the stand-in for a recogniser, which has the bundled call's transcript."""

from collections.abc import Sequence

from pipecat.services.stt_service import STTService

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.provider import Probe, Provenance
from services.stt.recorded import RecordedSTTService
from settings import Settings
from transports.recording.recording import Script

_WANTED = "DEEPGRAM_API_KEY"


def describe(settings: Settings, script: Script | None) -> Provenance:
    """The provenance of a call's transcript, if it has one."""
    if script:
        return Provenance(
            "recorded",
            StatusCode.STT_RECORDED,
            "Recorded transcript of the sample call; no speech recognition is running."
            f" Set {_WANTED} for the real thing.",
        )
    return Provenance(
        "recorded",
        StatusCode.STT_NOT_CONFIGURED,
        f"This call can't be transcribed: no speech recognition is configured. Set {_WANTED}.",
        working=False,
    )


def make(
    settings: Settings,
    speaker: Speaker,
    *,
    sample_rate: int,
    script: Script | None,
    names: Sequence[str] = (),
) -> STTService | None:
    """The recogniser of one party; None where there is no transcript."""
    return RecordedSTTService(script, speaker) if script else None


async def probe(settings: Settings) -> Probe:
    """What it is good for."""
    return Probe(False, f"set {_WANTED}; without it only the sample call is heard")
