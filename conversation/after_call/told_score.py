"""Scorecard of a call, as other systems are told of it: its total and its criteria."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from conversation.after_call.scorecard.result import JudgedCriterion, Scorecard


@dataclass(frozen=True, slots=True)
class Score:
    """A scorecard.

    Attributes:
        total: 0 to 100; None where nothing could be judged.
        data: The same with its criteria, JSON-able.
    """

    total: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, card: Scorecard) -> "Score":
        """What is told of a scorecard; a supervisor's word stands beside what was computed."""
        criteria = [_criterion(one) for one in card.criteria]
        return cls(card.total, {"total": card.total, "criteria": criteria})


def _criterion(one: JudgedCriterion) -> dict[str, Any]:
    return {
        "criterion": one.criterion.id.value,
        "weight": one.criterion.weight,
        "value": one.measure.value,
        "score": one.score,
        "corrected": one.correction and one.correction.score,
        "why_not": one.measure.why_not and one.measure.why_not.value,
        "evidence": [asdict(proof) for proof in one.measure.evidence],
    }
