"""Shadow coach: leads the frames of turns and commands to the coach, and its events onward."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipecat.frames.frames import CancelFrame, DataFrame, EndFrame, Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection

from coach.coach import Coach
from coach.current_trace import begin_turn, working_on
from coach.outbox import Emit
from conversation.events.payloads import Payload, SuggestionSuppressed
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from conversation.speech.unit_wait import UnitWait
from frames.turns import (
    CommandFrame,
    ConsentFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.deadline_timer import DeadlineTimer
from processors.direct_processor import PlainPush
from processors.eager_queue import EagerQueue

MakeCoach = Callable[[Emit], Coach]
LeadCoach = Callable[[Turn, Coach], Awaitable[None]]
"""Takes in each finished turn before the coach does; may change how it coaches."""

# Advice for a call that is over: less than a process has for ending its calls.
LAST_ADVICE_S = 5.0


@dataclass
class _WaitOverFrame(DataFrame):
    """The customer has not gone on with a thought."""


@dataclass
class _PassedFrame(DataFrame):
    """A frame has gone on, and the coach has yet to take it in."""

    passed: TurnFrame | TurnPartialFrame | SpeechFrame


class ShadowCoach(EagerQueue, PlainPush):
    """Answers the frames of turns and `CommandFrame`s with `EventFrame`s; passes frames on.

    What is said goes on as it comes where nothing is before it, and the coach takes it in behind. A
    turn of the customer that is unfinished is not answered at once, and not by itself where they
    go on.
    """

    def __init__(self, make_coach: MakeCoach, lead: LeadCoach | None = None):
        """Create the processor of one call.

        Args:
            make_coach: Is given what takes the coach's events.
            lead: Is asked before the coach is.
        """
        super().__init__()
        self._lead = lead
        self._coach = make_coach(self._emit)
        self._wait = UnitWait()
        self._held: TurnFrame | None = None
        self._timer = DeadlineTimer(self, lambda: self._wait.deadline, self._is_due)

    async def take_at_once(self, frame: Frame) -> bool:
        """Pass on what is said; words so far that no thought waits for are taken in at once."""
        match frame:
            case TurnFrame():
                begin_turn(frame.turn, frame.spoken_at)  # its event goes on before the coach has it
            case TurnPartialFrame() | SpeechFrame():
                pass
            case _:
                return False
        await self.push_frame(frame)
        if isinstance(frame, TurnPartialFrame) and self._is_mere_talk(frame.turn):
            await self._coach.on_partial(frame.turn)
        else:
            await self.enqueue(_PassedFrame(frame))
        return True

    def _is_mere_talk(self, turn: Turn) -> bool:
        return turn.speaker is Speaker.AGENT and not self._wait.ends_with(turn)

    async def take(self, frame: Frame, direction: FrameDirection) -> None:
        """Coach on turns and commands; a turn goes on before the advice that answers it."""
        await super().take(frame, direction)
        coach = self._coach
        match frame:
            case CommandFrame():
                await coach.on_command(frame.command)
                return
            case ConsentFrame():
                self._wait.over()  # an answer that waits is none that may be given
                await coach.on_consent(given=frame.given)
                return
            case EagerTurnFrame():
                if not coach.expects_more(frame.turn):
                    with working_on(frame.turn, frame.spoken_at):
                        await coach.on_eager_turn(frame.turn, frame.spoken_at)
                return
            case EndFrame():
                await self._timer.stop()
                await self._answer_held()
                await coach.end(LAST_ADVICE_S)
            case CancelFrame():
                await self._timer.stop()
                await coach.cancel()
            case _WaitOverFrame():
                await self._answer_held()
                return
            case _PassedFrame():
                await self._coach_on(frame.passed)
                self._timer.changed()
                return
            case TurnFrame():
                begin_turn(frame.turn, frame.spoken_at)  # its event goes on before the coach has it
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._timer.start()
        await self._coach_on(frame)
        self._timer.changed()

    async def _coach_on(self, frame: Frame) -> None:
        coach = self._coach
        match frame:
            case TurnFrame():
                await self._turn(frame)
            case TurnPartialFrame():
                if frame.turn.speaker is Speaker.AGENT:
                    await self._agent_said(frame.turn)
                await coach.on_partial(frame.turn)
            case SpeechFrame(speaking=True):
                if frame.speaker is Speaker.CUSTOMER:
                    self._wait.goes_on()
                coach.on_speech(frame.speaker)
            case SpeechFrame():
                await coach.on_pause(frame.speaker, frame.spoken_at)
            case NoTurnFrame():
                if frame.speaker is Speaker.CUSTOMER:
                    await self._answer_held()
                await coach.on_no_turn(frame.speaker)

    async def _turn(self, frame: TurnFrame) -> None:
        turn = frame.turn
        if self._lead:
            await self._lead(turn, self._coach)
        if turn.speaker is Speaker.AGENT:
            await self._agent_said(turn)
        elif self._wait.turn:
            await self._outdated_by(turn)
        if turn.speaker is Speaker.CUSTOMER and self._coach.expects_more(turn):
            self._held = frame
            self._wait.hold(turn, frame.spoken_at)
            return
        await self._answer(frame)

    async def _answer(self, frame: TurnFrame) -> None:
        with working_on(frame.turn, frame.spoken_at, frame.made_at):
            await self._coach.on_turn(frame.turn, frame.spoken_at, frame.made_at)

    async def _outdated_by(self, turn: Turn) -> None:
        """The customer's next turn is of the thought of the one that waits, or of another one."""
        waiting = self._wait.turn
        if waiting and waiting.unit_id == turn.unit_id:
            self._wait.over()
            await self._emit(SuggestionSuppressed(waiting.turn_id, "unfinished"))
        await self._answer_held()

    async def _agent_said(self, turn: Turn) -> None:
        if self._wait.ends_with(turn):
            await self._answer_held()

    async def _answer_held(self) -> None:
        """Answer the turn that waits, if one does."""
        if self._wait.over() and self._held:
            await self._answer(self._held)

    async def _is_due(self, _: float) -> None:
        """Behind what is being done: the coach takes in one thing after the other."""
        await self.queue_frame(_WaitOverFrame())

    async def cleanup(self) -> None:
        """Leave no task behind, however the call ended."""
        await super().cleanup()
        await self._coach.cancel()

    async def _emit(self, payload: Payload) -> None:
        await self.push_frame(EventFrame(payload))
