"""Scorecard as it is told: each criterion with its figure, its evidence, and what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.coaching.criterion import Criterion
from conversation.speech.turns import Turn

_QUOTED_CHARS = 240


class Unjudged(StrEnum):
    """The reasons why a criterion can't be judged in a call."""

    TOO_SHORT = "too_short"
    NO_PLAYBOOK = "no_playbook"
    NOTHING_RAISED = "nothing_raised"
    NO_OBLIGATIONS = "no_obligations"
    NO_TELLING = "no_telling"
    NO_CARDS = "no_cards"


@dataclass(frozen=True, slots=True)
class Proof:
    """The words of a turn on which a criterion rests.

    Attributes:
        turn_id: The turn.
        quote: Its words, verbatim.
        at_ms: When it began, on the call's clock.
    """

    turn_id: str
    quote: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Measure:
    """The figure of a criterion in one call.

    Attributes:
        value: The figure; None where it can't be judged.
        evidence: What it rests on, as far as turns show it.
        why_not: Why it can't be judged.
    """

    value: float | None
    evidence: Sequence[Proof] = ()
    why_not: Unjudged | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on a criterion, beside what was computed.

    Attributes:
        score: What it is worth, 0 to 100.
        reason: Why.
        by: The name of the key; None where none is needed.
        at: When.
    """

    score: int
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgedCriterion:
    """A criterion as it was judged.

    Attributes:
        criterion: What was judged.
        measure: Its figure.
        score: What that is worth, 0 to 100; None where it can't be judged.
        correction: A person's word, which counts in its place.
    """

    criterion: Criterion
    measure: Measure
    score: int | None
    correction: Correction | None = None

    @property
    def counted(self) -> int | None:
        """The score that counts."""
        return self.correction.score if self.correction else self.score


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scorecard of a call.

    Attributes:
        criteria: Each criterion, in the playbook's order.
    """

    criteria: Sequence[JudgedCriterion]

    @property
    def total(self) -> int | None:
        """The mean of the scores by their weights; None where none could be judged."""
        told = [(one.criterion.weight, one.counted) for one in self.criteria]
        known = [(weight, score) for weight, score in told if score is not None]
        weights = sum(weight for weight, _ in known)
        return round(sum(w * score for w, score in known) / weights) if weights else None

    @property
    def judged_weight(self) -> float:
        """The part of all weight that could be judged, 0 to 1."""
        every = sum(one.criterion.weight for one in self.criteria)
        known = sum(one.criterion.weight for one in self.criteria if one.counted is not None)
        return round(known / every, 3) if every else 0.0


def proof(turn: Turn, quote: str | None = None) -> Proof:
    """The proof that a turn is, with some words of it or its first ones."""
    return Proof(turn.turn_id, (quote or turn.text)[:_QUOTED_CHARS].strip(), turn.start_ms)
