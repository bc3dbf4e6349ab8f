"""Card: what asks for the agent's eyes, and what the arbiter may decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.rules import NO_LIMITS, CardLimits


class Reason(StrEnum):
    """The rule behind a decision; those of `Hold` and `Suppress` are told to clients."""

    # of Show and Replace
    NOTHING_ELSE = "nothing_else"
    ASKED = "asked"
    NEWER = "newer"
    MORE_URGENT = "more_urgent"
    CHANGE = "change"
    # of Hold and Suppress
    LOW_PRIORITY = "low_priority"
    ALREADY_SAID = "already_said"
    DUPLICATE = "duplicate"
    RULE_LIMIT = "rule_limit"
    BUDGET = "budget"
    OUTRANKED = "outranked"
    TOO_SOON = "too_soon"
    AGENT_SPEAKING = "agent_speaking"
    STALE = "stale"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A card that asks to be shown; each is itself, whatever it says.

    Attributes:
        about: The customer's thought that it answers: an id.
        lane: Where it comes from.
        priority: How soon the agent should act.
        headline: What to do now.
        signals: The signals that it rests on, the leading one first.
        questions: What to ask, word for word, as far as that is known.
        spoken_at: When the customer said it: seconds of the arbiter's clock.
        on_question: Whether it answers the agent's question, and no turn of the customer.
        rule: The playbook's rule that leads to it.
        limits: How often that rule's card may be shown.
        same_as: Cards shown before that ask the same of the agent in other words.
    """

    about: str
    lane: LaneName
    priority: Priority
    headline: str
    signals: Sequence[str] = ()
    questions: Sequence[str] = ()
    spoken_at: float = 0.0
    on_question: bool = False
    rule: str | None = None
    limits: CardLimits = NO_LIMITS
    same_as: Sequence["Card"] = ()

    @property
    def leading_signal(self) -> str | None:
        """The signal that its headline answers."""
        return self.signals[0] if self.signals else None


@dataclass(frozen=True, slots=True)
class Seen:
    """The cards that the agent sees, or saw a moment ago.

    Attributes:
        standing: The card that is there and of use.
        past: Those of the last minutes, oldest first, without that one.
    """

    standing: Card | None = None
    past: Sequence[Card] = ()


NOTHING_SEEN = Seen()


@dataclass(frozen=True, slots=True)
class Show:
    """Show the card; what stood there is no longer of use, or goes on beside it."""

    card: Card
    reason: Reason


@dataclass(frozen=True, slots=True)
class Replace:
    """Show the card in the place of `replaced`, which is withdrawn if it is not whole."""

    card: Card
    replaced: Card
    reason: Reason


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the card back, and ask again at `until` at the latest.

    Attributes:
        card: The card.
        until: Seconds of the arbiter's clock.
        reason: What it waits for.
        given_up: The card that waited until now, and is not to be shown any more.
    """

    card: Card
    until: float
    reason: Reason
    given_up: Card | None = None


@dataclass(frozen=True, slots=True)
class Suppress:
    """Don't show the card."""

    card: Card
    reason: Reason


Decision = Show | Replace | Hold | Suppress
