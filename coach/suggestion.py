"""A suggestion on its way to the agent: what its events say, and when they may be seen."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from coach.advisors import Advised, Advisor, Request
from conversation.coaching.advice import Withdrawal
from conversation.events.payloads import (
    Latency,
    Payload,
    SuggestionDelta,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionWithdrawn,
)

Tell = Callable[[Payload], Awaitable[None]]

# The card fills smoothly at 20 changes a second; more would only cost.
_DELTA_INTERVAL_S = 0.05


@dataclass(slots=True, eq=False)
class Suggestion:
    """One suggestion, shown to the agent from `show` on.

    Attributes:
        request: What it advises on.
        advisor: Who writes it.
        tell: Pushes an event.
        spoken_at: When the end of the customer's speech reached us, s of the event loop's clock.
        made_at: When the turn was finished, same clock; None as long as it is not.
        suggestion_id: Its id, once it is shown.
        task: Who writes it, if anybody does.
    """

    request: Request
    advisor: Advisor
    tell: Tell
    spoken_at: float
    made_at: float | None
    suggestion_id: str | None = None
    task: asyncio.Task[None] | None = None
    _closed: bool = False
    _shown: asyncio.Event = field(default_factory=asyncio.Event)
    _first_at: float | None = None
    _delta_at: float = float("-inf")

    @property
    def shown(self) -> bool:
        """Whether the agent knows of it."""
        return self.suggestion_id is not None

    async def show(self, suggestion_id: str) -> None:
        """Start it before the agent's eyes."""
        self.suggestion_id = suggestion_id
        await self.tell(self._started())
        self._shown.set()

    async def wait_shown(self) -> None:
        """Return when it is shown: a guess waits until the speaker has paused."""
        await self._shown.wait()

    async def grow(self, partial: dict[str, Any]) -> None:
        """Show the fields known so far; the first ones at once, later ones not too often."""
        await self.wait_shown()
        now = asyncio.get_running_loop().time()
        if self._first_at is None:
            self._first_at = now
        if now - self._delta_at >= _DELTA_INTERVAL_S:
            self._delta_at = now
            await self.tell(SuggestionDelta(self.suggestion_id or "", partial))

    async def finish(self, advised: Advised, stages: Sequence[str]) -> None:
        """Show the whole of what is shown."""
        self._closed = True
        await self.tell(
            SuggestionFinal(
                started=self._started(),
                advice=advised.advice,
                latency=self._latency(asyncio.get_running_loop().time()),
                model=self.advisor.model,
                prompt=self.advisor.prompt,
                rules=advised.details.get("rules"),
                stages_reached=stages,
            )
        )

    async def withdraw(self, reason: Withdrawal) -> None:
        """Take it back; nothing to say where nobody has seen it, or it is whole already."""
        if self.suggestion_id and not self._closed:
            self._closed = True
            await self.tell(SuggestionWithdrawn(self.suggestion_id, reason))

    def _started(self) -> SuggestionStarted:
        return SuggestionStarted(
            self.suggestion_id or "",
            self.request.turn.turn_id,
            self.advisor.lane,
            self.advisor.specialist,
        )

    def _latency(self, now: float) -> Latency:
        """How long the agent waited.

        A guess that is whole before its turn is counts from now: it waited for no turn.
        """
        first = now if self._first_at is None else self._first_at
        made_at = now if self.made_at is None else self.made_at
        return Latency(
            from_speech_end_to_first=round((first - self.spoken_at) * 1000),
            from_speech_end_to_final=round((now - self.spoken_at) * 1000),
            from_turn_to_first=round((first - made_at) * 1000),
            from_turn_to_final=round((now - made_at) * 1000),
        )
