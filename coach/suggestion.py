"""Suggestion: the state machine of one card, from the request to its last event."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from coach.request import Advised, Author, Request
from conversation.coaching.advice import Withdrawal
from conversation.events.payloads import (
    Latency,
    SuggestionDelta,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionWithdrawn,
)

# The card fills smoothly at 20 changes a second; more would only cost.
_DELTA_INTERVAL_S = 0.05


class SuggestionState(Enum):
    """The states of a suggestion's life."""

    PENDING = "pending"
    SHOWN = "shown"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Suggestion:
    """One suggestion: it takes in what happens to it, and returns what the agent is told.

                  show()        grow()       finish()     withdraw()
        PENDING   → SHOWN       –            –            → WITHDRAWN, unseen
                  …Started                                (nothing to tell)
        SHOWN     –             SHOWN        → FINAL      → WITHDRAWN
                                …Delta       …Final       …Withdrawn
        FINAL     –             –            –            –
        WITHDRAWN –             –            –            –

    "–": nothing changes, and None is returned. A delta that comes too soon after the last one is
    None as well: each is complete in itself. All times are seconds of one clock.
    """

    def __init__(
        self, request: Request, author: Author, spoken_at: float, made_at: float | None = None
    ):
        """Create a suggestion that nobody has seen.

        Args:
            request: What it advises on.
            author: Where it comes from.
            spoken_at: When the end of the customer's speech reached us.
            made_at: When the turn was finished; None as long as it is not.
        """
        self._request = request
        self._author = author
        self._spoken_at = spoken_at
        self._made_at = made_at
        self._state = SuggestionState.PENDING
        self._withdrawal: Withdrawal | None = None
        self._started: SuggestionStarted | None = None
        self._first_at: float | None = None  # when the first field was shown
        self._delta_at = float("-inf")

    @property
    def request(self) -> Request:
        """The request that it answers."""
        return self._request

    @property
    def author(self) -> Author:
        """Where it comes from."""
        return self._author

    @property
    def spoken_at(self) -> float:
        """When the end of the customer's speech reached us."""
        return self._spoken_at

    @property
    def made_at(self) -> float | None:
        """When the turn was finished; None as long as it is not."""
        return self._made_at

    @property
    def suggestion_id(self) -> str | None:
        """Its id; None where the agent never saw it."""
        return self._started.suggestion_id if self._started else None

    @property
    def state(self) -> SuggestionState:
        """Its state."""
        return self._state

    @property
    def over(self) -> bool:
        """Whether nothing more will be told of it."""
        return self._state in (SuggestionState.FINAL, SuggestionState.WITHDRAWN)

    @property
    def is_unseen_guess(self) -> bool:
        """Whether its turn goes on still, and the agent has seen nothing of it."""
        return self._state is SuggestionState.PENDING and self._made_at is None

    @property
    def superseded(self) -> bool:
        """Whether another card took its place."""
        return self._withdrawal is Withdrawal.SUPERSEDED

    def rebase(self, request: Request, spoken_at: float, made_at: float | None = None) -> None:
        """Let it stand for a request that it was not made for, and count the wait from there."""
        self._request = request
        self._spoken_at = spoken_at
        self._made_at = made_at

    def show(self, suggestion_id: str, replaces: str | None = None) -> SuggestionStarted | None:
        """Begin before the agent's eyes, in the place of the suggestion `replaces`."""
        if self._state is not SuggestionState.PENDING:
            return None
        self._state = SuggestionState.SHOWN
        self._started = self._as_started(suggestion_id, replaces)
        return self._started

    def grow(self, partial: Mapping[str, Any], now: float) -> SuggestionDelta | None:
        """Take in the fields known so far; the first ones are told at once, later ones seldom."""
        if self._state is not SuggestionState.SHOWN or self._started is None:
            return None
        if self._first_at is None:
            self._first_at = now
        if now - self._delta_at < _DELTA_INTERVAL_S:
            return None
        self._delta_at = now
        return SuggestionDelta(self._started.suggestion_id, partial)

    def finish(
        self, advised: Advised, stages: Sequence[str], now: float, expires_at_ms: int | None
    ) -> SuggestionFinal | None:
        """Be whole.

        Args:
            advised: All that it says.
            stages: The playbook's stages that the call has touched.
            now: The time.
            expires_at_ms: When it is no longer of use, on the call's clock.
        """
        if self._state is not SuggestionState.SHOWN or self._started is None:
            return None
        self._state = SuggestionState.FINAL
        return SuggestionFinal(
            started=self._as_started(self._started.suggestion_id, self._started.replaces),
            advice=advised.advice,
            latency=self._latency(now),
            model=advised.model or self._author.model,
            prompt=self._author.prompt,
            rules=advised.rules,
            stages_reached=stages,
            expires_at_ms=expires_at_ms,
            usage=advised.usage,
            sources=advised.sources,
        )

    def withdraw(self, reason: Withdrawal) -> SuggestionWithdrawn | None:
        """Be taken back, or dropped unseen."""
        if self.over:
            return None
        self._state = SuggestionState.WITHDRAWN
        self._withdrawal = reason
        return self._started and SuggestionWithdrawn(self._started.suggestion_id, reason)

    def _as_started(self, suggestion_id: str, replaces: str | None) -> SuggestionStarted:
        turn_id, author = self._request.turn.turn_id, self._author
        return SuggestionStarted(suggestion_id, turn_id, author.lane, author.specialist, replaces)

    def _latency(self, now: float) -> Latency:
        """The agent's wait, in ms.

        A guess that is whole before its turn is counts from now: it waited for no turn.
        """
        first = now if self._first_at is None else self._first_at
        made_at = now if self._made_at is None else self._made_at
        return Latency(
            from_speech_end_to_first=round((first - self._spoken_at) * 1000),
            from_speech_end_to_final=round((now - self._spoken_at) * 1000),
            from_turn_to_first=round((first - made_at) * 1000),
            from_turn_to_final=round((now - made_at) * 1000),
        )
