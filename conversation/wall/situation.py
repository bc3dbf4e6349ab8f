"""Situation of a live call: what its risk and its alerts are told from, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.coaching.advice import Priority
from conversation.coaching.obligation import Must, ObligationState
from conversation.memory.mood import Sentiment

SOON_MS = 30_000
"""What is due within this time is due now."""


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of a live call.

    Attributes:
        title: What it asks of the agent.
        must: Whether it must be said, or must not.
        state: How it stands.
        deadline_ms: When it is due, on the call's clock; None where that is no time.
    """

    title: str
    must: Must
    state: ObligationState
    deadline_ms: int | None = None

    def is_due(self, now_ms: int) -> bool:
        """Whether it has to be said within `SOON_MS`."""
        is_open = self.must is Must.SAY and self.state is ObligationState.OPEN
        return is_open and self.deadline_ms is not None and self.deadline_ms - now_ms <= SOON_MS


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A card that mattered and that the agent did not follow.

    Attributes:
        headline: What it says.
        priority: How urgent it was.
    """

    headline: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Situation:
    """The state of a live call at one moment.

    Attributes:
        sentiment: How the customer feels; None where that can't be told.
        duties: The obligations that count.
        now_ms: The moment on the call's clock.
        dead_air_s: For how long nobody has spoken, s.
        closing: How near the customer is to a yes, 0 to 100; None where nobody judges it.
        ignored: The cards that were passed over.
    """

    sentiment: Sentiment | None = None
    duties: Sequence[Duty] = ()
    now_ms: int = 0
    dead_air_s: float = 0.0
    closing: int | None = None
    ignored: Sequence[PassedOver] = ()
