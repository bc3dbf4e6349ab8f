"""Position of a specialist: what its insight speaks for, where two may disagree on what matters."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from conversation.coaching.rules import Id, Part
from conversation.specialists.output_schema import Value


class Position(StrEnum):
    """The positions on the call: go on towards the end, or deal with something first."""

    ADVANCE = "advance"
    HOLD = "hold"


SAFER = Position.HOLD
"""What is taken back costs more than what is asked a little later."""


class Condition(Part):
    """A condition on one field of an insight.

    Attributes:
        field: The field's name.
        at_least: It holds from this number on.
        one_of: It holds for these choices.
        flag: It holds where the field is so.
    """

    field: Id
    at_least: float | None = None
    one_of: Annotated[list[Id], Field(default_factory=list)]
    flag: bool | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        told = [self.at_least is not None, bool(self.one_of), self.flag is not None]
        if told.count(True) != 1:
            raise ValueError("one of at_least, one_of and flag is expected here")
        return self

    def holds(self, insight: Mapping[str, Value]) -> bool:
        """Whether it holds for an insight."""
        value = insight.get(self.field)
        if self.at_least is not None:
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
            return value >= self.at_least
        return value == self.flag if self.flag is not None else value in self.one_of


def _known(stands: dict[Position, Condition], info: ValidationInfo) -> dict[Position, Condition]:
    output = info.data.get("output")
    for condition in stands.values():
        if output is not None and condition.field not in output:
            known = ", ".join(output)
            raise ValueError(f"{condition.field!r} is no field of the output; there is {known}")
    return stands


Positions = Annotated[
    dict[Position, Condition], Field(default_factory=dict), AfterValidator(_known)
]
"""When an insight speaks for which position; a specialist without any takes no side."""


def position_of(
    stands: Mapping[Position, Condition], insight: Mapping[str, Value]
) -> Position | None:
    """What an insight speaks for; what is safer, where it speaks for both."""
    found = [position for position, condition in stands.items() if condition.holds(insight)]
    return SAFER if SAFER in found else next(iter(found), None)
