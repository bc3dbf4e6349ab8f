"""The coach: on each finished turn of the customer, advice for the agent.

Advice is written in a task of its own and never awaited in line, so that a slow model delays
nothing; whatever goes wrong ends in an `error` event and the playbook's advice.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.events import EventType
from conversation.memory import Conversation
from conversation.silence import reason_to_stay_silent
from conversation.speakers import Speaker
from conversation.suggestions import Withdrawal
from processors.advisors import Advised, Advisor, AdvisorError, PlaybookAdvisor, Request
from processors.frames import CommandFrame, EventFrame, TurnFrame

# The card fills smoothly at 20 changes a second; more would only cost.
_DELTA_INTERVAL_S = 0.05


@dataclass(slots=True)
class _Suggestion:
    """One suggestion that is being written."""

    suggestion_id: str
    request: Request
    advisor: Advisor
    spoken_at: float
    made_at: float
    first_at: float | None = None
    task: asyncio.Task[None] | None = None

    def about(self) -> dict[str, Any]:
        """The fields that every event of the suggestion shares."""
        return {
            "suggestion_id": self.suggestion_id,
            "turn_id": self.request.turn.turn_id,
            "lane": self.advisor.lane.value,
            "specialist": self.advisor.specialist,
        }

    def latency_ms(self, now: float) -> dict[str, int]:
        """How long the agent waited, ms."""
        first = now if self.first_at is None else self.first_at
        return {
            "from_speech_end_to_first": round((first - self.spoken_at) * 1000),
            "from_speech_end_to_final": round((now - self.spoken_at) * 1000),
            "from_turn_to_first": round((first - self.made_at) * 1000),
            "from_turn_to_final": round((now - self.made_at) * 1000),
        }


class ShadowCoach(FrameProcessor):
    """Answers `TurnFrame`s and `CommandFrame`s with `EventFrame`s; passes every frame on."""

    def __init__(
        self,
        conversation: Conversation,
        advisor: Advisor,
        *,
        fallback: PlaybookAdvisor,
        timeout_s: float,
        first_suggestion: int = 1,
    ):
        """Create the coach of one call.

        Args:
            conversation: The turns so far; the recorder fills it.
            advisor: Who is asked first.
            fallback: Who is asked when that fails.
            timeout_s: How long a suggestion may take.
            first_suggestion: The number of the call's next suggestion.
        """
        super().__init__()
        self._conversation = conversation
        self._advisor = advisor
        self._fallback = fallback
        self._timeout_s = timeout_s
        self._number = first_suggestion
        self._writing: _Suggestion | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._paused = False
        self._healthy = True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Coach on turns and commands."""
        await super().process_frame(frame, direction)
        if isinstance(frame, CommandFrame):
            await self._obey(frame.command)
            return
        if isinstance(frame, EndFrame):
            await self._finish()
        elif isinstance(frame, CancelFrame):
            await self._abandon()
        await self.push_frame(frame, direction)
        if isinstance(frame, TurnFrame) and frame.turn.speaker is Speaker.CUSTOMER:
            await self._answer(frame)

    async def _answer(self, frame: TurnFrame) -> None:
        turn = frame.turn
        earlier = self._conversation.before(turn)
        reason = "paused" if self._paused else reason_to_stay_silent(turn, earlier)
        if reason:
            await self._tell(EventType.SUGGESTION_SUPPRESSED, turn_id=turn.turn_id, reason=reason)
            return
        await self._supersede()
        request = Request(turn, earlier)
        self._writing = await self._begin(request, frame.spoken_at, frame.made_at)

    async def _obey(self, command: dict[str, Any]) -> None:
        match command.get("type"):
            case "pause" | "resume" as wish:
                self._paused = wish == "pause"
                state = "paused" if self._paused else "ok"
                await self._status("degraded" if self._paused else "ok", f"coach {state}")
            case "ask":
                await self._ask(str(command.get("text", "")))

    async def _ask(self, question: str) -> None:
        turn = self._conversation.last(Speaker.CUSTOMER)
        if turn is None or isinstance(self._advisor, PlaybookAdvisor):
            code = "ask_too_early" if turn is None else "ask_needs_model"
            message = (
                "The customer has not said anything yet."
                if turn is None
                else "The playbook's rules can't answer questions; set OPENAI_API_KEY."
            )
            await self._error(AdvisorError(code, message), None)
            return
        now = self._now()
        await self._begin(Request(turn, self._conversation.before(turn), question), now, now)

    async def _begin(self, request: Request, spoken_at: float, made_at: float) -> _Suggestion:
        suggestion = await self._start(request, self._advisor, spoken_at, made_at)
        suggestion.task = self.create_task(self._write(suggestion))
        self._tasks.add(suggestion.task)
        suggestion.task.add_done_callback(self._tasks.discard)
        return suggestion

    async def _start(
        self, request: Request, advisor: Advisor, spoken_at: float, made_at: float
    ) -> _Suggestion:
        suggestion = _Suggestion(f"s{self._number}", request, advisor, spoken_at, made_at)
        self._number += 1
        await self._tell(EventType.SUGGESTION_STARTED, **suggestion.about())
        return suggestion

    async def _write(self, suggestion: _Suggestion) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                advised = await self._read(suggestion)
        except TimeoutError:
            message = f"The model took longer than {self._timeout_s:g} s."
            await self._fail(suggestion, AdvisorError("coach_timeout", message))
        except AdvisorError as error:
            await self._fail(suggestion, error)
        else:
            self._done(suggestion)
            await self._final(suggestion, advised)
            await self._recovered()

    async def _read(self, suggestion: _Suggestion) -> Advised:
        shown_at = 0.0
        async for piece in suggestion.advisor.advise(suggestion.request):
            now = self._now()
            if isinstance(piece, Advised):
                return piece
            if suggestion.first_at is None:
                suggestion.first_at = now
            if now - shown_at >= _DELTA_INTERVAL_S:
                shown_at = now
                await self._tell(
                    EventType.SUGGESTION_DELTA,
                    suggestion_id=suggestion.suggestion_id,
                    partial=piece,
                )
        raise AdvisorError("coach_invalid_answer", "The advisor gave no advice.")

    async def _final(self, suggestion: _Suggestion, advised: Advised) -> None:
        await self._tell(
            EventType.SUGGESTION_FINAL,
            **suggestion.about(),
            **advised.advice.as_dict(),
            **advised.details,
            latency_ms=suggestion.latency_ms(self._now()),
            model=suggestion.advisor.model,
            prompt=suggestion.advisor.prompt,
        )

    async def _fail(self, suggestion: _Suggestion, error: AdvisorError) -> None:
        """The advisor failed: say so, and give the playbook's advice instead."""
        self._done(suggestion)
        logger.warning("coach: {}: {}", error.error_code, error.message)
        reason = Withdrawal.REFUSED if error.refused else Withdrawal.FAILED
        await self._withdraw(suggestion, reason)
        instead = self._fallback.consider(suggestion.request)
        await self._error(error, instead.advice.as_dict())
        self._healthy = False
        await self._status("degraded", f"{error.message} Advice comes from the playbook.")
        other = await self._start(
            suggestion.request, self._fallback, suggestion.spoken_at, suggestion.made_at
        )
        await self._final(other, instead)

    def _done(self, suggestion: _Suggestion) -> None:
        if self._writing is suggestion:
            self._writing = None

    async def _supersede(self) -> None:
        suggestion, self._writing = self._writing, None
        if suggestion and suggestion.task:
            await self.cancel_task(suggestion.task)
            await self._withdraw(suggestion, Withdrawal.SUPERSEDED)

    async def _finish(self) -> None:
        """The call is over: let the advice that is being written come to its end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._timeout_s)

    async def _abandon(self) -> None:
        for task in list(self._tasks):
            await self.cancel_task(task)

    async def _recovered(self) -> None:
        if not self._healthy:
            self._healthy = True
            await self._status("ok", "The model answers again.")

    async def _withdraw(self, suggestion: _Suggestion, reason: Withdrawal) -> None:
        await self._tell(
            EventType.SUGGESTION_WITHDRAWN,
            suggestion_id=suggestion.suggestion_id,
            reason=reason.value,
        )

    async def _error(self, error: AdvisorError, instead: dict[str, Any] | None) -> None:
        await self._tell(
            EventType.ERROR,
            error_code=error.error_code,
            message=error.message,
            retry_after=error.retry_after,
            details={},
            fallback_suggestion=instead,
        )

    async def _status(self, state: str, detail: str) -> None:
        await self._tell(
            EventType.STATUS, component="coach", state=state, detail=detail, speaker=None
        )

    async def _tell(self, event_type: EventType, **data: Any) -> None:
        await self.push_frame(EventFrame(event_type, data))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
