"""Suggestion board: the cards of one call, numbered, put in place by the arbiter, and told."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from coach.request import Advised, Author, Silent
from coach.suggestion import State, Suggestion
from coach.writers import Job, Writers
from conversation.coaching.advice import Withdrawal
from conversation.coaching.arbiter import Arbiter, Card, Replace
from conversation.events.payloads import Payload, SuggestionSuppressed
from conversation.speech.turns import Turn

Emit = Callable[[Payload], Awaitable[None]]
"""Takes the coach's events, in the order of the calls."""


class Board:
    """The one place where a suggestion meets the agent.

    A suggestion changes before its event is told, so that two tasks never act on the same state.

    Attributes:
        emit: Takes the events.
    """

    def __init__(self, emit: Emit, first_suggestion: int = 1):
        """Create the board of one call; `first_suggestion` is the number of the next card."""
        self.emit = emit
        self._number = first_suggestion
        self._arbiter = Arbiter()
        self._due: Suggestion | None = None  # to be shown once it has something to show
        self._open: dict[str, Suggestion] = {}  # shown and not over, by id
        self._stages: dict[str, None] = {}
        self._writers = Writers()

    def reach(self, stages: Iterable[str]) -> None:
        """Take in ids of the playbook's stages that the call has touched, for each final card."""
        self._stages |= dict.fromkeys(stages)

    def write(self, suggestion: Suggestion, job: Job) -> None:
        """Have a suggestion written by a task that ends with it at the latest."""
        self._writers.start(suggestion, job)

    async def expect(self, suggestion: Suggestion) -> None:
        """Let a suggestion be shown once its writer has something to show.

        On a turn it takes the place of one that is expected still: the newest turn counts.
        """
        if suggestion.request.question is None:
            late, self._due = self._due, suggestion
            if late and late is not suggestion:
                await self.withdraw(late)
        self._writers.expect(suggestion)

    async def show(self, suggestion: Suggestion) -> None:
        """Show a suggestion that nobody has seen, in the place that the arbiter gives it."""
        if suggestion.state is not State.PENDING:
            return
        if suggestion is self._due:
            self._due = None
        suggestion_id = f"s{self._number}"
        self._number += 1
        card = Card(suggestion_id, on_question=suggestion.request.question is not None)
        decision = self._arbiter.offer(card, _now())
        self._open[suggestion_id] = suggestion
        started = suggestion.show(suggestion_id)
        if isinstance(decision, Replace):
            await self.withdraw(self._open[decision.suggestion_id])
        await self._tell(started)

    async def show_whole(self, suggestion: Suggestion, advised: Advised) -> None:
        """Show a suggestion that takes no time to write."""
        await self.show(suggestion)
        await self.finish(suggestion, advised)

    async def grow(self, suggestion: Suggestion, partial: Mapping[str, Any]) -> None:
        """Show the fields known so far."""
        await self._tell(suggestion.grow(partial, _now()))

    async def finish(self, suggestion: Suggestion, advised: Advised) -> None:
        """Show the whole of a suggestion."""
        final = suggestion.finish(advised, list(self._stages), _now())
        self._close(suggestion)
        await self._tell(final)

    async def silence(self, suggestion: Suggestion, silent: Silent) -> None:
        """End a suggestion that has nothing to show, or no more; one that was seen is refused."""
        if suggestion.over:
            return
        unseen = suggestion.state is State.PENDING
        await self.withdraw(suggestion, Withdrawal.REFUSED)
        if unseen:
            turn_id, specialist = suggestion.request.turn.turn_id, suggestion.author.specialist
            await self.emit(SuggestionSuppressed(turn_id, silent.reason, specialist))

    async def withdraw(
        self, suggestion: Suggestion, reason: Withdrawal = Withdrawal.SUPERSEDED
    ) -> None:
        """Take a suggestion back, and stop who writes it; of one that is over, nothing is told."""
        if suggestion is self._due:
            self._due = None
        withdrawn = suggestion.withdraw(reason)
        self._close(suggestion)
        self._writers.stop(suggestion)
        await self._tell(withdrawn)

    async def suppress(
        self, turn: Turn, reason: str, author: Author | None = None, held: Advised | None = None
    ) -> None:
        """Tell that the coach stays silent on a turn; `held` is the advice of `author` on it."""
        if author is None or held is None:
            await self.emit(SuggestionSuppressed(turn.turn_id, reason))
            return
        rule, headline = held.leading_rule, held.advice.headline
        await self.emit(
            SuggestionSuppressed(turn.turn_id, reason, author.specialist, rule, headline)
        )

    async def close(self, within_s: float) -> None:
        """Let what is being written come to its end, if it does within so many seconds."""
        await self._writers.join(within_s)
        for suggestion in self._writers.suggestions:
            await self.withdraw(suggestion, Withdrawal.STALE)
        await self._writers.join()

    async def abandon(self) -> None:
        """Stop everything at once, without a word."""
        for suggestion in self._writers.suggestions:
            self._writers.stop(suggestion)
        await self._writers.join()

    def _close(self, suggestion: Suggestion) -> None:
        if suggestion.suggestion_id:
            self._open.pop(suggestion.suggestion_id, None)
            self._arbiter.over(suggestion.suggestion_id)

    async def _tell(self, payload: Payload | None) -> None:
        if payload:
            await self.emit(payload)


def _now() -> float:
    return asyncio.get_running_loop().time()
