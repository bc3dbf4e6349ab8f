"""Arbiter: decides which card stands before the agent's eyes, by rules alone."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The rule behind a decision."""

    NOTHING_OPEN = "nothing_open"
    BESIDE = "beside"
    NEWEST_WINS = "newest_wins"


@dataclass(frozen=True, slots=True)
class Card:
    """A card that asks to be shown.

    Attributes:
        suggestion_id: Unique in the call.
        on_question: Whether it answers the agent's question, and no turn of the customer.
    """

    suggestion_id: str
    on_question: bool


@dataclass(frozen=True, slots=True)
class Show:
    """Show the card, and leave the others as they are."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Replace:
    """Show the card in the place of `suggestion_id`, which is withdrawn."""

    suggestion_id: str
    reason: Reason


Decision = Show | Replace


class Arbiter:
    """The rules of one call's cards.

    The newest wins: a card on a turn takes the place of the one on a turn that is still being
    written. A card that is whole stays, and the answer to a question stands beside the others.
    """

    def __init__(self) -> None:
        """Create the arbiter of a call without cards."""
        self._open: str | None = None  # the card on a turn that is shown and not over

    def offer(self, card: Card, now: float) -> Decision:
        """Decide on a card that is about to be shown, and count on the decision being followed.

        Args:
            card: The card.
            now: Seconds, on any clock that does not run back.
        """
        if card.on_question:
            return Show(Reason.BESIDE)
        open_card, self._open = self._open, card.suggestion_id
        if open_card is None:
            return Show(Reason.NOTHING_OPEN)
        return Replace(open_card, Reason.NEWEST_WINS)

    def over(self, suggestion_id: str) -> None:
        """Take in that a card is whole, or withdrawn."""
        if self._open == suggestion_id:
            self._open = None
