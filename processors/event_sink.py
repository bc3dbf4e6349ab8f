"""The last stop of the line: frames become call events, and leave."""

from collections.abc import Awaitable, Callable
from typing import Any

from loguru import logger
from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.coaching.advice import Withdrawal
from conversation.events.event import EventType
from frames.speech import AudioStatusFrame
from frames.turns import EventFrame, SpeechFrame, TurnFrame, TurnPartialFrame
from stores.errors import EventLogError

Publish = Callable[[EventType, dict[str, Any]], Awaitable[Any]]


class EventSink(FrameProcessor):
    """Publishes the frames that are events; the call itself never hears of it."""

    def __init__(self, publish: Publish):
        """Create the side channel; `publish` takes a type and its data."""
        super().__init__()
        self._publish = publish
        self._open: dict[str, None] = {}
        self._failing = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Publish the frame if it is an event; pass every frame on."""
        await super().process_frame(frame, direction)
        event = _event(frame)
        if event:
            await self._tell(*event)
        await self.push_frame(frame, direction)

    async def close(self) -> None:
        """Withdraw what was started and can't be finished any more; the call is over."""
        for suggestion_id in list(self._open):
            await self._tell(
                EventType.SUGGESTION_WITHDRAWN,
                {"suggestion_id": suggestion_id, "reason": Withdrawal.STALE.value},
            )

    async def _tell(self, event_type: EventType, data: dict[str, Any]) -> None:
        try:
            await self._publish(event_type, data)
        except EventLogError as error:  # the line goes on; what can't be kept, nobody sees
            if not self._failing:
                logger.error("events are lost: {}", error)
            self._failing = True
            return
        self._failing = self._failing and not event_type.durable
        if event_type is EventType.SUGGESTION_STARTED:
            self._open[data["suggestion_id"]] = None
        elif event_type in (EventType.SUGGESTION_FINAL, EventType.SUGGESTION_WITHDRAWN):
            self._open.pop(data["suggestion_id"], None)


def _event(frame: Frame) -> tuple[EventType, dict[str, Any]] | None:
    match frame:
        case EventFrame():
            return frame.type, frame.data
        case TurnFrame():
            return EventType.TURN_FINAL, frame.turn.as_dict()
        case TurnPartialFrame(turn=turn):
            return EventType.TURN_PARTIAL, {
                "turn_id": turn.turn_id,
                "speaker": turn.speaker.value,
                "text": turn.text,
            }
        case SpeechFrame():
            kind = EventType.SPEECH_STARTED if frame.speaking else EventType.SPEECH_STOPPED
            return kind, {"speaker": frame.speaker.value, "offset_ms": frame.offset_ms}
        case AudioStatusFrame():
            return EventType.STATUS, {
                "component": "audio",
                "state": frame.state,
                "code": frame.code.value,
                "detail": frame.detail,
                "speaker": frame.speaker.value if frame.speaker else None,
            }
    return None
