"""The coach: on each finished turn of the customer, advice for the agent.

A shadow may guess: what is said is thought about before the turn is over, and only what still
holds at its end stays. Advice is never awaited in line, so that a slow model delays nothing.
"""

import asyncio
from typing import Protocol

from pipecat.frames.frames import CancelFrame, EndFrame, Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from coach.advisors import Advisor, ModelError, PlaybookAdvisor, Request
from coach.lanes.instant import InstantLane
from coach.lanes.model import ModelLane
from coach.suggestion_runner import SuggestionRunner, Tasks, tell_error, tell_status
from conversation.coaching.advice import Lane, Withdrawal
from conversation.coaching.silence import reason_to_stay_silent
from conversation.coaching.speculation import Speculation
from conversation.errors import ErrorCode
from conversation.events.commands import Ask, Command, Pause, Resume
from conversation.events.payloads import Payload, State, SuggestionSuppressed
from conversation.events.status_codes import StatusCode
from conversation.memory import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import (
    CommandFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)

# Advice for a call that is over: less than a process has for ending its calls.
LAST_ADVICE_S = 5.0


class _Lane(Protocol):
    """What answers the customer's turns; `hear` … `paused` come while one is open."""

    async def hear(self, request: Request) -> None: ...
    async def draft(self, request: Request, spoken_at: float) -> None: ...
    async def paused(self, spoken_at: float) -> None: ...
    async def answer(self, request: Request, spoken_at: float, made_at: float) -> None: ...
    async def drop(self, reason: Withdrawal) -> None: ...


class ShadowCoach(FrameProcessor):
    """Answers the frames of turns and `CommandFrame`s with `EventFrame`s; passes frames on."""

    def __init__(
        self,
        conversation: Conversation,
        advisor: Advisor,
        *,
        fallback: PlaybookAdvisor,
        timeout_s: float,
        speculation: Speculation = Speculation.PAUSES,
        last_advice_s: float = LAST_ADVICE_S,
        first_suggestion: int = 1,
    ):
        """Create the coach of one call.

        Args:
            conversation: The turns so far; the recorder fills it.
            advisor: Who is asked first.
            fallback: Who is asked when that fails.
            timeout_s: How long a suggestion may take.
            speculation: When a model is asked before the turn is over.
            last_advice_s: How long the end of the call waits for what is being written.
            first_suggestion: The number of the call's next suggestion.
        """
        super().__init__()
        self._conversation = conversation
        self._playbook = fallback
        self._last_advice_s = last_advice_s
        self._has_model = advisor.lane is Lane.LLM
        self._writer = SuggestionRunner(
            advisor,
            self._tell,
            Tasks(self.create_task, self.cancel_task),
            fallback=fallback,
            timeout_s=timeout_s,
            first_suggestion=first_suggestion,
        )
        self._lane: _Lane = (
            ModelLane(self._writer, fallback, speculation)
            if self._has_model
            else InstantLane(self._writer, fallback)
        )
        for turn in conversation.turns:
            self._reach_stages(turn)
        self._paused = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Coach on turns and commands."""
        await super().process_frame(frame, direction)
        match frame:
            case CommandFrame():
                await self._obey(frame.command)
                return
            case EagerTurnFrame(turn=turn):
                if turn.speaker is Speaker.CUSTOMER:
                    request = self._request(turn)
                    if self._reason_to_stay_silent(request) is None:
                        await self._lane.draft(request, frame.spoken_at)
                return
            case EndFrame():
                await self._lane.drop(Withdrawal.STALE)
                await self._writer.close(self._last_advice_s)
            case CancelFrame():
                await self._writer.abandon()
        await self.push_frame(frame, direction)
        match frame:
            case TurnFrame():
                self._reach_stages(frame.turn)
                if frame.turn.speaker is Speaker.CUSTOMER:
                    await self._answer(frame)
            case TurnPartialFrame(turn=turn) if turn.speaker is Speaker.CUSTOMER:
                await self._hear(self._request(turn))
            case SpeechFrame(speaker=Speaker.CUSTOMER, speaking=False):
                await self._lane.paused(frame.spoken_at)
            case NoTurnFrame(speaker=Speaker.CUSTOMER):
                await self._lane.drop(Withdrawal.STALE)

    async def _hear(self, request: Request) -> None:
        if self._reason_to_stay_silent(request) is None:
            await self._lane.hear(request)
        else:
            await self._lane.drop(Withdrawal.SUPERSEDED)

    async def _answer(self, frame: TurnFrame) -> None:
        request = self._request(frame.turn)
        reason = self._reason_to_stay_silent(request)
        if reason is None:
            await self._lane.answer(request, frame.spoken_at, frame.made_at)
            return
        await self._lane.drop(Withdrawal.SUPERSEDED)
        await self._tell(SuggestionSuppressed(frame.turn.turn_id, reason))

    async def _obey(self, command: Command) -> None:
        match command:
            case Pause():
                self._paused = True
                await self._lane.drop(Withdrawal.SUPERSEDED)
                code = StatusCode.COACH_PAUSED
                detail = "The coach is paused."
                await tell_status(self._tell, State.DEGRADED, code, detail, paused=True)
            case Resume():
                self._paused = False
                code = StatusCode.COACH_RESUMED
                await tell_status(
                    self._tell, State.OK, code, "The coach is listening.", paused=False
                )
            case Ask(text=text):
                await self._ask(text)

    async def _ask(self, question: str) -> None:
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None:
            message = "The customer has not said anything yet."
            await tell_error(self._tell, ModelError(ErrorCode.ASK_TOO_EARLY, message))
        elif not self._has_model:
            message = "The playbook's rules can't answer questions; set OPENAI_API_KEY."
            await tell_error(self._tell, ModelError(ErrorCode.ASK_NEEDS_MODEL, message))
        else:
            now = asyncio.get_running_loop().time()
            others = [known for known in self._conversation.turns if known is not turn]
            request = Request(turn, others, question)
            await self._writer.show(self._writer.ask(request, now, now))

    def _request(self, turn: Turn) -> Request:
        return Request(turn, self._conversation.before(turn))

    def _reason_to_stay_silent(self, request: Request) -> str | None:
        return "paused" if self._paused else reason_to_stay_silent(request.turn, request.earlier)

    def _reach_stages(self, turn: Turn) -> None:
        self._writer.stages |= dict.fromkeys(self._playbook.stages_in(turn))

    async def _tell(self, payload: Payload) -> None:
        await self.push_frame(EventFrame(payload))
