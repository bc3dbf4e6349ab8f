"""Recogniser errors of Pipecat's services: what each means, and how the agent is told.

A service connects by itself, and says by an `ErrorFrame` that it can't: its category is the cause.
None of the service's own words is told: they may be the vendor's.
"""

from typing import Any

from pipecat.frames.frames import ErrorFrame, Frame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.services.stt_service import STTService
from pipecat.utils.errors import ErrorCategory

from conversation.events.payloads import Status
from conversation.events.status_codes import StatusCode
from frames.turns import EventFrame
from services.stt.health import SttHealth
from services.stt.refusal import SttRefusal, SttRefusedError

_KEY = SttRefusal(StatusCode.STT_REFUSED, "refused the key; check its settings", permanent=True)
_CAUSES = {
    ErrorCategory.AUTHENTICATION: _KEY,
    ErrorCategory.AUTHORIZATION: _KEY,
    ErrorCategory.INVALID_REQUEST: SttRefusal(
        StatusCode.STT_LANGUAGE, "has no such language, model or option", permanent=True
    ),
    ErrorCategory.QUOTA: SttRefusal(
        StatusCode.STT_CREDIT, "has no credit left for the account", permanent=False
    ),
    ErrorCategory.RATE_LIMIT: SttRefusal(
        StatusCode.STT_LIMIT, "has reached its limit", permanent=False
    ),
    ErrorCategory.CONNECTIVITY: SttRefusal(
        StatusCode.STT_UNREACHABLE, "can't be reached", permanent=False
    ),
}
_FAILED = SttRefusal(StatusCode.STT_UNREACHABLE, "has failed", permanent=False)


def refusal_of(error: ErrorFrame) -> SttRefusedError:
    """The refusal behind an error of a service's."""
    category = error.category or ErrorCategory.UNKNOWN
    how = f"its service's error, {category.value}"
    return SttRefusedError(_CAUSES.get(category, _FAILED), None, how=how)


def tell_errors(service: STTService, health: SttHealth) -> None:
    """Have a service that stands in a call's pipeline tell the agent of its errors, once each way.

    What it does with the audio meanwhile is its own affair: nothing is said to be kept.
    """
    teller = _Teller(service, health)
    service.add_event_handler("on_error", teller.failed)
    service.add_event_handler("on_after_push_frame", teller.told)


class _Teller:
    """Tells of one service."""

    def __init__(self, service: STTService, health: SttHealth) -> None:
        self._service = service
        self._health = health
        self._is_refused = False

    async def failed(self, _service: Any, error: ErrorFrame) -> None:
        refusal = refusal_of(error).refusal
        if not self._is_refused:
            self._is_refused = refusal.permanent
            await self._tell(self._health.failed(refusal))

    async def told(self, _service: Any, frame: Frame) -> None:
        if isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame):
            self._is_refused = False
            await self._tell(self._health.recovered(0))

    async def _tell(self, status: Status | None) -> None:
        if status:
            await self._service.push_frame(EventFrame(status))
