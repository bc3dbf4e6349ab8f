"""Output schema of a specialist: the few typed fields of its insight, and what a model's mean.

    type      in the file                       taken as it is meant         otherwise
    --------  --------------------------------  ---------------------------  ------------------
    integer   min, max                          7, 7.0, "7", "7/10", "70%"   there is no insight
    number    min, max                          the same                     there is no insight
    enum      values                            any case, "Needs proof"      there is no insight
    flag                                        true, "yes", 1               there is no insight
    text      max_chars                         a text; a list of texts      empty
    list      max_items, max_chars of an item   texts; one text              empty

A number outside its range is nonsense, not a big one: it is not cut to fit.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from conversation.coaching.advice import Advice
from conversation.coaching.model_answer import WORTH_SAYING
from conversation.coaching.rules import Id, Line, Part
from conversation.json_values import is_list

Value = bool | int | float | str | list[str]
"""A value of an insight, as JSON has it."""
MAX_FIELDS = 8

_NUMBER = re.compile(r"(-?\d{1,6}(?:[.,]\d+)?)\s*(?:%|/\s*\d{1,3}|out of \d{1,3})?")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class FieldType(StrEnum):
    """The types of a field."""

    INTEGER = "integer"
    NUMBER = "number"
    ENUM = "enum"
    FLAG = "flag"
    TEXT = "text"
    LIST = "list"


_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)
_WORDS = (FieldType.TEXT, FieldType.LIST)


class OutputField(Part):
    """A field of an insight.

    Attributes:
        type: What it holds.
        about: What it is, for the model.
        min: The least number.
        max: The greatest number.
        values: The words of an enum.
        max_items: How many texts a list has at most.
        max_chars: How long a text is at most.
    """

    type: FieldType
    about: Line
    min: float | None = None
    max: float | None = None
    values: Annotated[list[Id], Field(max_length=16, default_factory=list)]
    max_items: Annotated[int, Field(ge=1, le=8)] = 3
    max_chars: Annotated[int, Field(ge=20, le=300)] = 160

    @model_validator(mode="after")
    def _is_typed(self) -> Self:
        is_number = self.type in _NUMBERS
        if is_number and (self.min is None or self.max is None or self.min >= self.max):
            raise ValueError(f"{self.type.value} needs min and max, the lesser first")
        if not is_number and (self.min is not None or self.max is not None):
            raise ValueError("min and max are for an integer or a number")
        if (self.type is FieldType.ENUM) != bool(self.values):
            raise ValueError("an enum has values, and nothing else has")
        return self

    @property
    def is_text(self) -> bool:
        """Whether its words are the model's own."""
        return self.type in _WORDS

    def described(self) -> str:
        """What it is, and what it may hold, for a model."""
        match self.type:
            case FieldType.INTEGER | FieldType.NUMBER:
                whole = "a whole number" if self.type is FieldType.INTEGER else "a number"
                return f"{self.about} ({whole} from {self.min:g} to {self.max:g})"
            case FieldType.ENUM:
                return f"{self.about} (one of {', '.join(self.values)})"
            case FieldType.FLAG:
                return f"{self.about} (true or false)"
            case FieldType.LIST:
                return f"{self.about} (a list of at most {self.max_items} short texts)"
            case FieldType.TEXT:
                return f"{self.about} (a short text)"

    def as_schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        told = {"description": self.described()}
        match self.type:
            case FieldType.INTEGER | FieldType.NUMBER:
                of = {"type": self.type.value, "minimum": self.min, "maximum": self.max}
            case FieldType.ENUM:
                of = {"type": "string", "enum": list(self.values)}
            case FieldType.FLAG:
                of = {"type": "boolean"}
            case FieldType.LIST:
                of = {"type": "array", "items": {"type": "string"}}
            case FieldType.TEXT:
                of = {"type": "string"}
        return of | told

    def read(self, value: Any) -> Value | None:
        """The value that is meant; None where that can't be told, or is out of range."""
        match self.type:
            case FieldType.INTEGER | FieldType.NUMBER:
                return self._number(value)
            case FieldType.ENUM:
                word = (
                    re.sub(r"[\s-]+", "_", value.strip()).lower() if isinstance(value, str) else ""
                )
                return word if word in self.values else None
            case FieldType.FLAG:
                return _TRUTHS.get(str(value).strip().lower())
            case FieldType.LIST:
                return [self._clipped(item) for item in _texts(value)][: self.max_items]
            case FieldType.TEXT:
                return self._clipped(" ".join(_texts(value)))

    def _number(self, value: Any) -> float | None:
        if isinstance(value, str) and (found := _NUMBER.fullmatch(value.strip())):
            value = float(found[1].replace(",", "."))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if self.min is None or self.max is None or not self.min <= value <= self.max:
            return None
        return round(value) if self.type is FieldType.INTEGER else float(value)

    def _clipped(self, text: str) -> str:
        text = " ".join(text.split())
        if len(text) <= self.max_chars:
            return text
        return text[: self.max_chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


_RESERVED = frozenset({WORTH_SAYING, *Advice.model_fields})


def _own_names(fields: dict[str, OutputField]) -> dict[str, OutputField]:
    if taken := sorted(_RESERVED & set(fields)):
        raise ValueError(f"{taken[0]!r} is a field of the card: call it something else")
    return fields


Outputs = Annotated[
    dict[Id, OutputField], Field(min_length=1, max_length=MAX_FIELDS), AfterValidator(_own_names)
]
"""The fields of an insight by their names, in the order in which they are to be known."""


def insight_of(outputs: Mapping[str, OutputField], raw: Mapping[str, Any]) -> dict[str, Value]:
    """The insight that a model's fields mean, whole or not.

    Args:
        outputs: The fields that there are.
        raw: The values that were written, by the names of the fields.
    """
    read = {name: field.read(raw.get(name)) for name, field in outputs.items() if name in raw}
    return {name: value for name, value in read.items() if value is not None}


def completed(
    outputs: Mapping[str, OutputField], known: Mapping[str, Value]
) -> dict[str, Value] | None:
    """A finished insight with all of its fields; None where a needed one is not there."""
    empty: dict[FieldType, Value] = {FieldType.TEXT: "", FieldType.LIST: []}
    whole: dict[str, Value] = {}
    for name, field in outputs.items():
        value = known.get(name, empty.get(field.type))
        if value is None:
            return None
        whole[name] = value
    return whole


def _texts(value: Any) -> list[str]:
    items = value if is_list(value) else [value]
    return [item for item in items if isinstance(item, str) and item.strip()]
