"""A suggestion on its way to the agent: what its events say, and when they may be seen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from coach.advisors import Advised, Advisor, Request
from conversation.coaching.advice import Withdrawal
from conversation.events.event import EventType

Tell = Callable[[EventType, dict[str, Any]], Awaitable[None]]

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
        await self.tell(EventType.SUGGESTION_STARTED, self._about())
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
            await self.tell(
                EventType.SUGGESTION_DELTA,
                {"suggestion_id": self.suggestion_id, "partial": partial},
            )

    async def finish(self, advised: Advised, details: dict[str, Any]) -> None:
        """Show the whole of what is shown."""
        self._closed = True
        await self.tell(
            EventType.SUGGESTION_FINAL,
            self._about()
            | advised.advice.as_dict()
            | advised.details
            | details
            | {
                "latency_ms": self._latency_ms(asyncio.get_running_loop().time()),
                "model": self.advisor.model,
                "prompt": self.advisor.prompt,
            },
        )

    async def withdraw(self, reason: Withdrawal) -> None:
        """DirectWrite it back; nothing to say where nobody has seen it, or it is whole already."""
        if self.shown and not self._closed:
            self._closed = True
            data = {"suggestion_id": self.suggestion_id, "reason": reason.value}
            await self.tell(EventType.SUGGESTION_WITHDRAWN, data)

    def _about(self) -> dict[str, Any]:
        """The fields that `started` and `final` share."""
        return {
            "suggestion_id": self.suggestion_id,
            "turn_id": self.request.turn.turn_id,
            "lane": self.advisor.lane.value,
            "specialist": self.advisor.specialist,
        }

    def _latency_ms(self, now: float) -> dict[str, int]:
        """How long the agent waited; below 0 for what came before the end of the speech, or turn.

        A guess that is whole before its turn is counts from now: it waited for no turn.
        """
        first = now if self._first_at is None else self._first_at
        made_at = now if self.made_at is None else self.made_at
        return {
            "from_speech_end_to_first": round((first - self.spoken_at) * 1000),
            "from_speech_end_to_final": round((now - self.spoken_at) * 1000),
            "from_turn_to_first": round((first - made_at) * 1000),
            "from_turn_to_final": round((now - made_at) * 1000),
        }
