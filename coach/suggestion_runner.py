"""Who has advice written: tasks of their own, and what happens when one of them fails.

Advice on a turn takes the place of what is still being written. Whatever goes wrong ends in an
`error` event and the playbook's advice.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from loguru import logger

from coach.advisors import Advised, Advisor, ModelError, PlaybookAdvisor, Request
from coach.suggestion import Suggestion, Tell
from conversation.coaching.advice import Withdrawal
from conversation.errors import ErrorCode
from conversation.events.payloads import Component, Failure, State, Status
from conversation.events.status_codes import StatusCode


@dataclass(frozen=True, slots=True)
class Tasks:
    """How a processor makes and cancels its tasks."""

    create: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    cancel: Callable[[asyncio.Task[None]], Coroutine[Any, Any, None]]


class SuggestionRunner:
    """Writes the suggestions of one call.

    Attributes:
        stages: The playbook's stages that the call has reached, for each final suggestion.
    """

    def __init__(
        self,
        advisor: Advisor,
        tell: Tell,
        tasks: Tasks,
        *,
        fallback: PlaybookAdvisor,
        timeout_s: float,
        first_suggestion: int,
    ):
        """Create the writer of one call.

        Args:
            advisor: Who is asked first.
            tell: Pushes an event.
            tasks: The processor's.
            fallback: Who is asked when that fails.
            timeout_s: How long a suggestion may take.
            first_suggestion: The number of the call's next suggestion.
        """
        self.stages: dict[str, None] = {}
        self._advisor = advisor
        self._tell = tell
        self._spawn = tasks
        self._fallback = fallback
        self._timeout_s = timeout_s
        self._number = first_suggestion
        self._current: Suggestion | None = None  # on a turn, shown, not whole yet
        self._writing: dict[asyncio.Task[None], Suggestion] = {}
        self._complaint: str | None = None  # what was last told to be wrong

    def ask(self, request: Request, spoken_at: float, made_at: float | None) -> Suggestion:
        """Have a suggestion written that nobody sees until it is shown."""
        suggestion = Suggestion(request, self._advisor, self._tell, spoken_at, made_at)
        suggestion.task = self._spawn.create(self._write(suggestion))
        self._writing[suggestion.task] = suggestion
        suggestion.task.add_done_callback(self._writing.pop)
        return suggestion

    def from_playbook(
        self, request: Request, spoken_at: float, made_at: float | None
    ) -> Suggestion:
        """A suggestion of the playbook's rules, which are written already."""
        return Suggestion(request, self._fallback, self._tell, spoken_at, made_at)

    async def show(self, suggestion: Suggestion) -> None:
        """Show a suggestion; one on a turn takes the place of what was still being written."""
        if suggestion.shown:
            return
        if suggestion.request.question is None:
            if self._current:
                await self.stop(self._current)
            self._current = suggestion
        suggestion_id = f"s{self._number}"
        self._number += 1
        await suggestion.show(suggestion_id)

    async def stop(
        self, suggestion: Suggestion, reason: Withdrawal = Withdrawal.SUPERSEDED
    ) -> None:
        """Stop a suggestion that is not whole, and take it back if it was seen."""
        if suggestion.task and not suggestion.task.done():
            await self._spawn.cancel(suggestion.task)
        self._done(suggestion)
        await suggestion.withdraw(reason)

    async def finish(self, suggestion: Suggestion, advised: Advised) -> None:
        """Show the whole of a suggestion."""
        self._done(suggestion)
        await suggestion.finish(advised, list(self.stages))

    async def close(self, timeout_s: float) -> None:
        """Let what is being written come to its end, if it does within `timeout_s`."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=timeout_s)
        for suggestion in list(self._writing.values()):
            await self.stop(suggestion, Withdrawal.STALE)

    async def abandon(self) -> None:
        """Stop everything at once, without a word."""
        for task in list(self._writing):
            await self._spawn.cancel(task)

    async def _write(self, suggestion: Suggestion) -> None:
        try:
            async with asyncio.timeout(self._timeout_s) as limit:
                advised = await self._read(suggestion, limit)
        except TimeoutError:
            message = f"The model took longer than {self._timeout_s:g} s."
            await self._fail(suggestion, ModelError(ErrorCode.COACH_TIMEOUT, message))
        except ModelError as error:
            await self._fail(suggestion, error)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the agent gets the playbook
            message = f"The advisor failed ({type(error).__name__})."
            await self._fail(suggestion, ModelError(ErrorCode.COACH_FAILED, message))
        else:
            await suggestion.wait_shown()
            await self.finish(suggestion, advised)
            if self._complaint:
                self._complaint = None
                code = StatusCode.COACH_RECOVERED
                await tell_status(self._tell, State.OK, code, "The model answers again.")

    async def _read(self, suggestion: Suggestion, limit: asyncio.Timeout) -> Advised:
        async for piece in suggestion.advisor.advise(suggestion.request):
            if isinstance(piece, Advised):
                return piece
            if not suggestion.shown:  # how long a guess waits for its pause is not the model's time
                limit.reschedule(None)
                await suggestion.wait_shown()
                limit.reschedule(asyncio.get_running_loop().time() + self._timeout_s)
            await suggestion.grow(piece)
        raise ModelError(ErrorCode.COACH_INVALID_ANSWER, "The advisor gave no advice.")

    async def _fail(self, suggestion: Suggestion, error: ModelError) -> None:
        """The advisor failed: say so, and give the playbook's advice instead."""
        await suggestion.wait_shown()
        self._done(suggestion)
        logger.warning("coach: {}: {}", error.code, error.message)
        await suggestion.withdraw(Withdrawal.REFUSED if error.refused else Withdrawal.FAILED)
        request = suggestion.request
        instead = self._fallback.consider(request)
        await tell_error(self._tell, error, instead.advice.as_dict())
        detail = f"{error.message} Advice comes from the playbook."
        if detail != self._complaint:
            self._complaint = detail
            await tell_status(self._tell, State.DEGRADED, error.code, detail)
        other = self.from_playbook(request, suggestion.spoken_at, suggestion.made_at)
        await self.show(other)
        await self.finish(other, instead)

    def _done(self, suggestion: Suggestion) -> None:
        if self._current is suggestion:
            self._current = None


async def tell_error(tell: Tell, error: ModelError, instead: dict[str, Any] | None = None) -> None:
    """Tell that there is no advice, and why; `instead` is what is advised in its place."""
    await tell(Failure(error.code, error.message, error.retry_after, fallback_suggestion=instead))


async def tell_status(
    tell: Tell, state: State, code: str, detail: str, paused: bool | None = None
) -> None:
    """Tell how the coach is; `code` is a `StatusCode`, or that of the model's error."""
    await tell(Status(Component.COACH, state, code, detail, paused=paused))
