"""Scorecard schemas: the scorecard of a call as REST tells it, and what corrects it."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from conversation.after_call.scorecard.result import JudgedCriterion, Scorecard
from conversation.coaching.criterion import CriterionId


class ProofOut(BaseModel):
    """The words of a turn on which a criterion rests."""

    turn_id: str
    quote: str
    at_ms: int = Field(description="When the turn began, on the call's clock.")


class CorrectionOut(BaseModel):
    """A supervisor's word on a criterion."""

    score: int
    reason: str
    by: str | None
    at: datetime


class CriterionOut(BaseModel):
    """One criterion."""

    criterion: CriterionId
    weight: float
    good: float = Field(description="The figure from which it is 100.")
    poor: float = Field(description="The figure from which it is 0.")
    value: float | None = Field(description="The figure; null where it can't be judged.")
    score: int | None = Field(description="What was computed, 0 to 100.")
    why_not: str | None = Field(description="Why it can't be judged.", examples=["too_short"])
    evidence: list[ProofOut]
    correction: CorrectionOut | None = Field(description="What counts in place of `score`.")

    @classmethod
    def of(cls, judged: JudgedCriterion) -> Self:
        """A criterion that was judged."""
        good, poor = judged.criterion.bounds
        told, measure = judged.correction, judged.measure
        return cls(
            criterion=judged.criterion.id,
            weight=judged.criterion.weight,
            good=good,
            poor=poor,
            value=measure.value,
            score=judged.score,
            why_not=measure.why_not,
            evidence=[
                ProofOut(turn_id=one.turn_id, quote=one.quote, at_ms=one.at_ms)
                for one in measure.evidence
            ],
            correction=told
            and CorrectionOut(score=told.score, reason=told.reason, by=told.by, at=told.at),
        )


class ScorecardOut(BaseModel):
    """The scorecard of a call."""

    total: int | None = Field(description="0 to 100, over what could be judged; null: nothing.")
    judged_weight: float = Field(description="The part of all weight that could be, 0 to 1.")
    playbook: str | None = Field(
        description="Whose criteria they are; null: the usual ones.", examples=["sales@3/en"]
    )
    criteria: list[CriterionOut]

    @classmethod
    def of(cls, card: Scorecard, playbook: str | None) -> Self:
        """The scorecard of a call with a playbook."""
        return cls(
            total=card.total,
            judged_weight=card.judged_weight,
            playbook=playbook,
            criteria=[CriterionOut.of(one) for one in card.criteria],
        )


def _whole(value: Any) -> Any:
    """A number as JSON writes it: 80.0 is the integer 80."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class CorrectionIn(BaseModel):
    """A supervisor's word on a criterion; a score of null takes the correction before back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"score": 80, "reason": "The second one was a joke."}]},
    )

    score: Annotated[int, Field(ge=0, le=100, strict=True), BeforeValidator(_whole)] | None
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
