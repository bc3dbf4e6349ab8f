"""Context rows: the words of each kind of context, and the form of the value near it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversation.privacy.kinds import PiiKind


class ValueShape(StrEnum):
    """The forms of value that are looked for near the words."""

    DIGITS = "digits"
    CODE = "code"
    EXPIRY = "expiry"
    BIRTH = "birth"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, eq=False)
class ContextRow:
    """One kind of context.

    Attributes:
        kind: What the value is; none for what is no secret ("order number").
        triggers: Words one of which every match holds.
        pattern: The words.
        shape: What is looked for.
        least: Digits (letters and digits, for a code) of the value at least.
        most: The same at most.
        full: With so many the value is whole; one with fewer may go on.
        gap: Words between the context and the value at most.
        holds: Digits at least with which a turn's end is hidden as a beginning; 0 for never.
        beside: Whether it counts only where a card or its expiry is spoken of.
    """

    kind: PiiKind | None
    triggers: frozenset[str]
    pattern: re.Pattern[str]
    shape: ValueShape = ValueShape.DIGITS
    least: int = 4
    most: int = 19
    full: int = 4
    gap: int = 8
    holds: int = 2
    beside: bool = False


def row(kind: PiiKind | None, triggers: str, *patterns: str, **options: Any) -> ContextRow:
    """A row whose pattern is any of some, as whole words."""
    pattern = re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
    return ContextRow(kind, frozenset(triggers.split()), pattern, **options)
