"""Suggestion runner: asks an advisor, and has the board show what it writes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from coach.advisors import Advisor
from coach.board import Board
from coach.failure_policy import FailurePolicy, as_model_error
from coach.knowledge import CallKnowledge
from coach.ports import ModelError
from coach.request import Advised, Request, Silent
from coach.request_budget import RequestBudget
from coach.suggestion import Suggestion
from conversation.errors import ErrorCode
from conversation.memory.remembered import Remembered
from pubsub.clock import now_s


class SuggestionRunner:
    """Has the suggestions of one call written, each beside the others."""

    def __init__(
        self,
        advisor: Advisor,
        board: Board,
        policy: FailurePolicy,
        recall: Callable[[], Remembered],
        timeout_s: float,
        *,
        knowledge: CallKnowledge | None = None,
    ):
        """Create the runner of one call.

        Args:
            advisor: Who is asked.
            board: Where suggestions are shown.
            policy: What is done where that fails.
            recall: What is remembered of the call by now.
            timeout_s: How long a suggestion may take.
            knowledge: What the company knows; None: nothing is looked up.
        """
        self._advisor = advisor
        self._board = board
        self._policy = policy
        self._recall = recall
        self._timeout_s = timeout_s
        self._knowledge = knowledge

    def start(
        self,
        request: Request,
        spoken_at: float,
        made_at: float | None = None,
        budget: RequestBudget | None = None,
    ) -> Suggestion:
        """Have a suggestion written; nobody sees it until the board expects it.

        Its first request is taken from `budget` already; later ones are asked of it.
        """
        suggestion = Suggestion(request, self._advisor.author, spoken_at, made_at)
        self._board.writers.start(suggestion, partial(self._write, suggestion, budget))
        return suggestion

    async def _write(
        self, suggestion: Suggestion, budget: RequestBudget | None, expected: asyncio.Event
    ) -> None:
        try:
            async with asyncio.timeout(self._timeout_s) as limit:
                outcome = await self._read(suggestion, budget, expected, limit)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the agent gets the playbook
            outcome = as_model_error(error, self._timeout_s)
        if isinstance(outcome, Silent) and suggestion.request.question is not None:
            told = f"The model's answer is refused ({outcome.reason})."
            outcome = ModelError(ErrorCode.COACH_INVALID_ANSWER, told)
        if isinstance(outcome, ModelError) and outcome.may_pass and suggestion.is_unseen_guess:
            await self._board.withdraw(suggestion)  # its turn asks anew
            return
        await expected.wait()
        if isinstance(outcome, ModelError):
            await self._policy.failed(suggestion, outcome)
            return
        if isinstance(outcome, Silent):
            await self._board.silence(suggestion, outcome)
        elif outcome:
            await self._board.finish(suggestion, outcome)
        await self._policy.answered()

    async def _read(
        self,
        suggestion: Suggestion,
        budget: RequestBudget | None,
        expected: asyncio.Event,
        limit: asyncio.Timeout,
    ) -> Advised | Silent | None:
        """What is advised in the end; None where nobody waits for it any more."""
        asked = suggestion.request
        found = await self._knowledge.found(asked) if self._knowledge else ()
        seen, remembered = self._board.arbiter.seen(now_s()), self._recall()
        request = replace(asked, seen=seen, remembered=remembered, found=found, budget=budget)
        async for piece in self._advisor.advise(request):
            if isinstance(piece, Advised | Silent):
                return piece
            if not expected.is_set():
                # How long a guess waits for its pause is not the model's time.
                limit.reschedule(None)
                await expected.wait()
                limit.reschedule(now_s() + self._timeout_s)
            await self._board.grow(suggestion, piece)
            if suggestion.over:
                return None
        raise ModelError(ErrorCode.COACH_INVALID_ANSWER, "The advisor gave no advice.")
