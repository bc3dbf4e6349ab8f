"""Event sink: the pipeline's last stop, where frames become call events, and leave."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

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
from processors.direct_processor import DirectProcessor
from stores.errors import EventLogError

Put: TypeAlias = Callable[[Payload], asyncio.Future[Any] | None]
"""Takes a payload; returns what is done once it is stored, None where it need not wait for that."""


class EventSink(DirectProcessor):
    """Publishes the frames that are events; the call itself never hears of it.

    It waits for none to be stored: what comes meanwhile is stored by one commit.
    """

    def __init__(self, put: Put):
        """Create the sink; `put` takes the payloads, and keeps their order."""
        super().__init__()
        self._put = put
        self._storing: dict[asyncio.Future[Any], None] = {}
        self._open: dict[str, None] = {}
        self._failing = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Publish the frame if it is an event; pass every other frame on."""
        if payload := _payload(frame):
            self._publish(payload)
        else:
            await super().process_frame(frame, direction)
            await self.push_frame(frame, direction)

    async def close(self) -> None:
        """Withdraw what was started and can't be finished any more; the call is over."""
        await self._stored()
        for suggestion_id in list(self._open):
            self._publish(SuggestionWithdrawn(suggestion_id, Withdrawal.STALE))
        await self._stored()

    async def _stored(self) -> None:
        """Return once nothing is being stored."""
        while self._storing:
            await asyncio.wait(self._storing)

    def _publish(self, payload: Payload) -> None:
        if stored := self._put(payload):
            self._storing[stored] = None
            stored.add_done_callback(partial(self._is_over, payload))
        elif payload.type.durable:
            self._is_told(payload)

    def _is_over(self, payload: Payload, stored: asyncio.Future[Any]) -> None:
        del self._storing[stored]
        error = stored.exception()
        if error is None:
            self._is_told(payload)
        elif not isinstance(error, EventLogError):
            raise error
        elif not self._failing:  # the call goes on; what can't be kept, nobody sees
            logger.error("events are lost: {}", error)
        self._failing = error is not None

    def _is_told(self, payload: Payload) -> None:
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
