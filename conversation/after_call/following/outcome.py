"""Follow-through outcome: what the agent made of a card, with the words that show it."""

from dataclasses import dataclass
from enum import StrEnum


class CardOutcome(StrEnum):
    """The outcomes of a card.

    `ASKED`: one of its questions was put, in whatever words. `SAID`: what it advises was said,
    mostly in its words. `PARAPHRASED`: what it advises was done, in other words. `CONTRADICTED`:
    the opposite was done. `TOO_LATE`: one of the first three, but when the talk was elsewhere.
    `IGNORED`: none of these. `UNKNOWN`: words that may be one of them, and no telling.
    """

    SAID = "said"
    PARAPHRASED = "paraphrased"
    ASKED = "asked"
    IGNORED = "ignored"
    CONTRADICTED = "contradicted"
    TOO_LATE = "too_late"
    UNKNOWN = "unknown"

    @property
    def follows(self) -> bool:
        """Whether the agent did what the card advises, while it was of use."""
        return self in (CardOutcome.SAID, CardOutcome.PARAPHRASED, CardOutcome.ASKED)


class OutcomeJudge(StrEnum):
    """The judge of an outcome."""

    RULES = "rules"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Following:
    """The outcome of one card.

    Attributes:
        outcome: The outcome.
        turn_id: The agent's turn that shows it; None where none does.
        quote: The words of that turn, verbatim.
        how: Who judged.
    """

    outcome: CardOutcome
    turn_id: str | None = None
    quote: str = ""
    how: OutcomeJudge = OutcomeJudge.RULES
