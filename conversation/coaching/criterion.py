"""Criterion of a scorecard: one thing to judge of an ended call, its weight, and its good values.

good ────────── between them, in proportion ────────── poor
100                                                    0
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from conversation.coaching.rules import Part

_WHOLE = 100


class CriterionId(StrEnum):
    """The criteria that can be judged, each by a figure.

    `TALK_SHARE`: the agent's part of both parties' talk. `MONOLOGUE`: the agent's longest stretch,
    s. `PACE`: the agent's words a minute. `INTERRUPTIONS`: the agent's, in ten minutes.
    `DEAD_AIR`: the longest silence, s. `QUESTIONS`: the agent's, in ten minutes. `OBJECTIONS`: the
    part that was handled. `OBLIGATIONS`: the part that was met. `STAGES`: the part that was reached
    of the playbook's. `ORDER`: how many stages came before one that stands above them.
    `SENTIMENT`: the customer's at the end, less that at the start. `ADVICE`: the part of the cards
    that was followed.
    """

    TALK_SHARE = "talk_share"
    MONOLOGUE = "monologue"
    PACE = "pace"
    INTERRUPTIONS = "interruptions"
    DEAD_AIR = "dead_air"
    QUESTIONS = "questions"
    OBJECTIONS = "objections"
    OBLIGATIONS = "obligations"
    STAGES = "stages"
    ORDER = "order"
    SENTIMENT = "sentiment"
    ADVICE = "advice"


class Standard(NamedTuple):
    """The standard of a criterion: its usual weight, and the figures that are good and poor."""

    weight: float
    good: float
    poor: float


STANDARDS: Mapping[CriterionId, Standard] = {
    CriterionId.TALK_SHARE: Standard(1.0, 0.55, 0.85),
    CriterionId.MONOLOGUE: Standard(1.0, 60, 180),
    CriterionId.PACE: Standard(0.5, 170, 230),
    CriterionId.INTERRUPTIONS: Standard(1.0, 1, 8),
    CriterionId.DEAD_AIR: Standard(0.5, 8, 40),
    CriterionId.QUESTIONS: Standard(1.0, 8, 0),
    CriterionId.OBJECTIONS: Standard(2.0, 1, 0),
    CriterionId.OBLIGATIONS: Standard(3.0, 1, 0),
    CriterionId.STAGES: Standard(1.0, 1, 0.25),
    CriterionId.ORDER: Standard(0.5, 0, 3),
    CriterionId.SENTIMENT: Standard(1.0, 0.25, -0.75),
    CriterionId.ADVICE: Standard(1.0, 0.6, 0),
}
"""What counts where a playbook says nothing, in the order in which it is shown."""


class Criterion(Part):
    """A criterion of the playbook's scorecard.

    Attributes:
        id: What is judged.
        weight: How much it counts beside the others.
        good: The figure from which it is 100; default: the usual one.
        poor: The figure from which it is 0; default: the usual one.
    """

    id: CriterionId
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    good: float | None = None
    poor: float | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        good, poor = self.bounds
        if good == poor:
            raise ValueError(f"good and poor are both {good:g}: nothing lies between them")
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """The figures that are good and poor."""
        usual = STANDARDS[self.id]
        good = usual.good if self.good is None else self.good
        return good, usual.poor if self.poor is None else self.poor

    def score(self, value: float) -> int:
        """What a figure is worth, 0 to 100."""
        good, poor = self.bounds
        part = (value - poor) / (good - poor)
        return round(_WHOLE * min(1.0, max(0.0, part)))


DEFAULT_SCORECARD = tuple(
    Criterion(id=id, weight=standard.weight) for id, standard in STANDARDS.items()
)
"""The criteria of a playbook that names none."""
