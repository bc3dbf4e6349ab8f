"""Recogniser provider: what a vendor of recognisers has to be; the table is `providers.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipecat.services.stt_service import STTService

from conversation.speech.speakers import Speaker
from services.provider import Provider
from services.stt.connection import Connect
from settings import Settings
from transports.recording.recording import Script


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


@dataclass(frozen=True, slots=True)
class SttProvider(Provider[Script | None, MakeStt]):
    """A vendor of recognisers.

    Attributes:
        connect: The connection of a call's party, by the settings, the sample rate in Hz and names,
            for a vendor that has one of ours; None where `make` gives a service of Pipecat's.
    """

    connect: Callable[[Settings, int, Sequence[str]], Connect] | None = None

    @property
    def vendor(self) -> str:
        """Its name, as people write it."""
        return self.name.capitalize()
