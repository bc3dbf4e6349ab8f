"""Voice: the interface of a vendor of voices, for a listener who wants to hear the advice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipecat.processors.frame_processor import FrameProcessor

from conversation.events.payloads import Failure
from services.provider import Probe
from settings import Settings

SAMPLE_RATE = 16000
"""Hz, of the 16-bit mono PCM that every voice gives: a headset's speech needs no more."""


@dataclass(frozen=True, slots=True)
class VoiceProvider:
    """One vendor of voices.

    Attributes:
        name: Short, stable.
        needs: The settings that make it usable, for people.
        configured: Whether it has what it needs.
        address: Where it is reached.
        load: Imports what `make` needs.
        make: A voice for one listener, as Pipecat's are: of a `TTSSpeakFrame` it makes sound of
            `SAMPLE_RATE`, and falls silent at an `InterruptionFrame`; it has the events
            `on_connected` and `on_error`.
        failure: What a listener is told of an error of the vendor's connection; none of the
            vendor's words.
        probe: Asks whether it works, without cost.
    """

    name: str
    needs: str
    configured: Callable[[Settings], bool]
    address: Callable[[Settings], str]
    load: Callable[[], object]
    make: Callable[[Settings], FrameProcessor]
    failure: Callable[[BaseException | None], Failure]
    probe: Callable[[Settings], Awaitable[Probe]]
