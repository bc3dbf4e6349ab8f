"""Shadow coach: leads the frames of turns and commands to the coach, and its events onward."""

from collections.abc import Callable

from pipecat.frames.frames import CancelFrame, EndFrame, Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from coach.board import Emit
from coach.coach import Coach
from conversation.events.payloads import Payload
from frames.turns import (
    CommandFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)

MakeCoach = Callable[[Emit], Coach]

# Advice for a call that is over: less than a process has for ending its calls.
LAST_ADVICE_S = 5.0


class ShadowCoach(FrameProcessor):
    """Answers the frames of turns and `CommandFrame`s with `EventFrame`s; passes frames on."""

    def __init__(self, make_coach: MakeCoach):
        """Create the processor of one call; `make_coach` is given what takes the coach's events."""
        super().__init__()
        self._coach = make_coach(self._emit)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Coach on turns and commands; a turn goes on before the advice that answers it."""
        await super().process_frame(frame, direction)
        coach = self._coach
        match frame:
            case CommandFrame():
                await coach.on_command(frame.command)
                return
            case EagerTurnFrame():
                await coach.on_eager_turn(frame.turn, frame.spoken_at)
                return
            case EndFrame():
                await coach.end(LAST_ADVICE_S)
            case CancelFrame():
                await coach.cancel()
        await self.push_frame(frame, direction)
        match frame:
            case TurnFrame():
                await coach.on_turn(frame.turn, frame.spoken_at, frame.made_at)
            case TurnPartialFrame():
                await coach.on_partial(frame.turn)
            case SpeechFrame(speaking=False):
                await coach.on_pause(frame.speaker, frame.spoken_at)
            case NoTurnFrame():
                await coach.on_no_turn(frame.speaker)

    async def cleanup(self) -> None:
        """Leave no task behind, however the call ended."""
        await super().cleanup()
        await self._coach.cancel()

    async def _emit(self, payload: Payload) -> None:
        await self.push_frame(EventFrame(payload))
