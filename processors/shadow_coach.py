"""The coach: on each finished turn of the customer, advice for the agent.

Advice is written in a task of its own and never awaited in line, so that a slow model delays
nothing; whatever goes wrong ends in an `error` event and the playbook's advice.

A shadow may guess: where the customer falls silent on a complete sentence, the model is asked at
once. The guess is shown when the silence turns out to be a pause, and dropped without a word when
the customer speaks on.
"""

import asyncio
from typing import Any

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.events import EventType
from conversation.memory import Conversation
from conversation.silence import reason_to_stay_silent
from conversation.speakers import Speaker
from conversation.suggestions import Lane, Withdrawal
from conversation.turns import Turn
from conversation.wording import Wording
from processors.advisors import Advised, Advisor, AdvisorError, PlaybookAdvisor, Request
from processors.frames import (
    CommandFrame,
    EventFrame,
    SpeechFrame,
    TurnDraftFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.suggestion import Suggestion

# Advice for a call that is over: less than a process has for ending its calls.
LAST_ADVICE_S = 5.0


class ShadowCoach(FrameProcessor):
    """Answers `TurnFrame`s and `CommandFrame`s with `EventFrame`s; passes every frame on."""

    def __init__(
        self,
        conversation: Conversation,
        advisor: Advisor,
        *,
        fallback: PlaybookAdvisor,
        timeout_s: float,
        speculates: bool = True,
        last_advice_s: float = LAST_ADVICE_S,
        first_suggestion: int = 1,
    ):
        """Create the coach of one call.

        Args:
            conversation: The turns so far; the recorder fills it.
            advisor: Who is asked first.
            fallback: Who is asked when that fails.
            timeout_s: How long a suggestion may take.
            speculates: Whether a model is asked before the turn is over.
            last_advice_s: How long the end of the call waits for what is being written.
            first_suggestion: The number of the call's next suggestion.
        """
        super().__init__()
        self._conversation = conversation
        self._advisor = advisor
        self._fallback = fallback
        self._timeout_s = timeout_s
        self._last_advice_s = last_advice_s
        self._speculates = speculates and advisor.lane is Lane.LLM
        self._number = first_suggestion
        self._guess: Suggestion | None = None  # on a turn that may be over
        self._writing: Suggestion | None = None  # on a turn that is
        self._tasks: dict[asyncio.Task[None], Suggestion] = {}
        self._stages: dict[str, None] = {}  # the playbook's, in the order of reaching them
        for turn in conversation.turns:
            self._stages |= dict.fromkeys(fallback.stages_in(turn))
        self._paused = False
        self._healthy = True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Coach on turns and commands."""
        await super().process_frame(frame, direction)
        match frame:
            case CommandFrame():
                await self._obey(frame.command)
                return
            case TurnDraftFrame():
                await self._draft(frame)
                return
            case EndFrame():
                await self._finish()
            case CancelFrame():
                await self._abandon()
        await self.push_frame(frame, direction)
        match frame:
            case TurnFrame(turn=turn):
                self._stages |= dict.fromkeys(self._fallback.stages_in(turn))
                if turn.speaker is Speaker.CUSTOMER:
                    await self._answer(frame)
            case TurnPartialFrame(speaker=Speaker.CUSTOMER):
                await self._doubt(frame.text)
            case SpeechFrame(speaker=Speaker.CUSTOMER, speaking=False) if self._guess:
                await self._show(self._guess)

    async def _answer(self, frame: TurnFrame) -> None:
        turn = frame.turn
        guess = self._guess
        if guess and _same_words(guess.request.turn.text, turn.text):
            self._guess = None
            guess.spoken_at, guess.made_at = frame.spoken_at, frame.made_at
            await self._show(guess)
            self._writing = guess if guess.task and not guess.task.done() else None
            return
        await self._drop_guess()
        earlier = self._conversation.before(turn)
        reason = self._reason_to_stay_silent(turn)
        if reason:
            data = {"turn_id": turn.turn_id, "reason": reason}
            await self._tell(EventType.SUGGESTION_SUPPRESSED, data)
            return
        self._writing = await self._begin(Request(turn, earlier), frame.spoken_at, frame.made_at)

    async def _draft(self, frame: TurnDraftFrame) -> None:
        turn = frame.turn
        if not self._speculates or turn.speaker is not Speaker.CUSTOMER:
            return
        if self._guess and _same_words(self._guess.request.turn.text, turn.text):
            return
        await self._drop_guess()
        if not self._reason_to_stay_silent(turn):
            request = Request(turn, self._conversation.before(turn))
            now = asyncio.get_running_loop().time()
            self._guess = self._write_in_background(
                self._suggestion(request, self._advisor, frame.spoken_at, now)
            )

    async def _doubt(self, text: str) -> None:
        """The customer has said something else than was guessed."""
        if self._guess and not _same_words(self._guess.request.turn.text, text):
            await self._drop_guess()

    async def _obey(self, command: dict[str, Any]) -> None:
        match command.get("type"):
            case "pause":
                self._paused = True
                await self._drop_guess()
                await self._status("degraded", "The coach is paused.", paused=True)
            case "resume":
                self._paused = False
                await self._status("ok", "The coach is listening.", paused=False)
            case "ask":
                await self._ask(str(command.get("text", "")))

    async def _ask(self, question: str) -> None:
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None:
            await self._error(
                AdvisorError("ask_too_early", "The customer has not said anything yet."), None
            )
        elif self._advisor.lane is not Lane.LLM:
            message = "The playbook's rules can't answer questions; set OPENAI_API_KEY."
            await self._error(AdvisorError("ask_needs_model", message), None)
        else:
            now = asyncio.get_running_loop().time()
            others = [known for known in self._conversation.turns if known is not turn]
            await self._begin(Request(turn, others, question), now, now)

    async def _begin(self, request: Request, spoken_at: float, made_at: float) -> Suggestion:
        suggestion = self._suggestion(request, self._advisor, spoken_at, made_at)
        await self._show(suggestion)
        return self._write_in_background(suggestion)

    async def _show(self, suggestion: Suggestion) -> None:
        """Show a suggestion; one on a turn takes the place of what was still being written."""
        if suggestion.shown:
            return
        if suggestion.request.question is None:
            await self._supersede()
        suggestion_id = f"s{self._number}"
        self._number += 1
        await suggestion.show(suggestion_id)

    def _write_in_background(self, suggestion: Suggestion) -> Suggestion:
        suggestion.task = self.create_task(self._write(suggestion))
        self._tasks[suggestion.task] = suggestion
        suggestion.task.add_done_callback(self._tasks.pop)
        return suggestion

    async def _write(self, suggestion: Suggestion) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                advised = await self._read(suggestion)
        except TimeoutError:
            message = f"The model took longer than {self._timeout_s:g} s."
            await self._fail(suggestion, AdvisorError("coach_timeout", message))
        except AdvisorError as error:
            await self._fail(suggestion, error)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the agent gets the playbook
            message = f"The advisor failed ({type(error).__name__})."
            await self._fail(suggestion, AdvisorError("coach_failed", message))
        else:
            await suggestion.wait_shown()
            self._done(suggestion)
            await self._final(suggestion, advised)
            await self._recovered()

    async def _read(self, suggestion: Suggestion) -> Advised:
        async for piece in suggestion.advisor.advise(suggestion.request):
            if isinstance(piece, Advised):
                return piece
            await suggestion.grow(piece)
        raise AdvisorError("coach_invalid_answer", "The advisor gave no advice.")

    async def _final(self, suggestion: Suggestion, advised: Advised) -> None:
        await suggestion.finish(advised, {"stages_reached": list(self._stages)})

    async def _fail(self, suggestion: Suggestion, error: AdvisorError) -> None:
        """The advisor failed: say so, and give the playbook's advice instead."""
        await suggestion.wait_shown()
        self._done(suggestion)
        logger.warning("coach: {}: {}", error.error_code, error.message)
        await suggestion.withdraw(Withdrawal.REFUSED if error.refused else Withdrawal.FAILED)
        instead = self._fallback.consider(suggestion.request)
        await self._error(error, instead.advice.as_dict())
        self._healthy = False
        await self._status("degraded", f"{error.message} Advice comes from the playbook.")
        other = self._suggestion(
            suggestion.request, self._fallback, suggestion.spoken_at, suggestion.made_at
        )
        await self._show(other)
        await self._final(other, instead)

    def _suggestion(
        self, request: Request, advisor: Advisor, spoken_at: float, made_at: float
    ) -> Suggestion:
        return Suggestion(request, advisor, self._tell, spoken_at, made_at)

    def _done(self, suggestion: Suggestion) -> None:
        if self._writing is suggestion:
            self._writing = None

    async def _supersede(self) -> None:
        suggestion, self._writing = self._writing, None
        await self._stop(suggestion)

    async def _drop_guess(self) -> None:
        suggestion, self._guess = self._guess, None
        await self._stop(suggestion)

    async def _stop(
        self, suggestion: Suggestion | None, reason: Withdrawal = Withdrawal.SUPERSEDED
    ) -> None:
        """Stop the writing of what is out of date; what is written stays."""
        if suggestion and suggestion.task and not suggestion.task.done():
            await self.cancel_task(suggestion.task)
            await suggestion.withdraw(reason)

    async def _finish(self) -> None:
        """The call is over: let the advice that is being written come to its end, if it does."""
        await self._drop_guess()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._last_advice_s)
        for suggestion in list(self._tasks.values()):
            await self._stop(suggestion, Withdrawal.STALE)

    async def _abandon(self) -> None:
        for task in list(self._tasks):
            await self.cancel_task(task)

    async def _recovered(self) -> None:
        if not self._healthy:
            self._healthy = True
            await self._status("ok", "The model answers again.")

    def _reason_to_stay_silent(self, turn: Turn) -> str | None:
        if self._paused:
            return "paused"
        return reason_to_stay_silent(turn, self._conversation.before(turn))

    async def _error(self, error: AdvisorError, instead: dict[str, Any] | None) -> None:
        await self._tell(
            EventType.ERROR,
            {
                "error_code": error.error_code,
                "message": error.message,
                "retry_after": error.retry_after,
                "details": {},
                "fallback_suggestion": instead,
            },
        )

    async def _status(self, state: str, detail: str, **more: bool) -> None:
        data = {"component": "coach", "state": state, "detail": detail, "speaker": None}
        await self._tell(EventType.STATUS, data | more)

    async def _tell(self, event_type: EventType, data: dict[str, Any]) -> None:
        await self.push_frame(EventFrame(event_type, data))


def _same_words(one: str, other: str) -> bool:
    """Whether two texts differ in case and punctuation at most."""
    return Wording(one).words == Wording(other).words
