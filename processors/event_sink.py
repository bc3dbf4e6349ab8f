"""Event sink: the pipeline's last stop, where frames become call events, and leave."""

from collections.abc import Awaitable, Callable

from loguru import logger
from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection

from conversation.coaching.advice import Withdrawal
from conversation.events.payloads import (
    Payload,
    SpeechStarted,
    SpeechStopped,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionWithdrawn,
    TurnFinal,
    TurnPartial,
)
from frames.speech import AudioStatusFrame
from frames.turns import EventFrame, SpeechFrame, TurnFrame, TurnPartialFrame
from processors.direct_processor import PlainPush
from processors.eager_queue import EagerQueue
from stores.errors import EventLogError

Publish = Callable[[Payload], Awaitable[object]]


class EventSink(EagerQueue, PlainPush):
    """Publishes the frames that are events; the call itself never hears of it.

    A passing event leaves as it comes where nothing is before it, as that waits for nothing: a
    durable one is waited for in the queue.
    """

    def __init__(self, publish: Publish):
        """Create the sink; `publish` takes a payload."""
        super().__init__()
        self._publish = publish
        self._open: dict[str, None] = {}
        self._failing = False

    async def take_at_once(self, frame: Frame) -> bool:
        """Publish a passing event."""
        payload = _payload(frame)
        if payload is None or payload.type.durable:
            return False
        await self._emit(payload)
        return True

    async def take(self, frame: Frame, direction: FrameDirection) -> None:
        """Publish the frame if it is an event; pass every other frame on."""
        await super().take(frame, direction)
        if payload := _payload(frame):
            await self._emit(payload)
        else:
            await self.push_frame(frame, direction)

    async def close(self) -> None:
        """Withdraw what was started and can't be finished any more; the call is over."""
        for suggestion_id in list(self._open):
            await self._emit(SuggestionWithdrawn(suggestion_id, Withdrawal.STALE))

    async def _emit(self, payload: Payload) -> None:
        try:
            await self._publish(payload)
        except EventLogError as error:  # the call goes on; what can't be kept, nobody sees
            if not self._failing:
                logger.error("events are lost: {}", error)
            self._failing = True
            return
        self._failing = self._failing and not payload.type.durable
        match payload:
            case SuggestionStarted():
                self._open[payload.suggestion_id] = None
            case SuggestionFinal():
                self._open.pop(payload.started.suggestion_id, None)
            case SuggestionWithdrawn():
                self._open.pop(payload.suggestion_id, None)


def _payload(frame: Frame) -> Payload | None:
    match frame:
        case EventFrame():
            return frame.payload
        case TurnFrame():
            return TurnFinal(frame.turn)
        case TurnPartialFrame(turn=turn):
            return TurnPartial(turn.turn_id, turn.speaker, turn.text)
        case SpeechFrame():
            kind = SpeechStarted if frame.speaking else SpeechStopped
            return kind(frame.speaker, frame.offset_ms)
        case AudioStatusFrame():
            return frame.status
    return None
