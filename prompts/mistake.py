"""Mistake in a prompt's or playbook's file: its place, what is wrong there, and what is right."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.errors import CallShadowError, ErrorCode

FieldPath = tuple[str | int, ...]
"""The way to a value: names of fields, and places in lists from 0."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file's text, as editors count: the first line and the first column are 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong.

    Attributes:
        place: Where it stands, or where what is missing should stand.
        field: The way to the field: `rules.0.cues.1`; empty where it is no field's.
        message: What is wrong, and what is right.
        file: The file that it is in, where that is a parent of the one that was read.
    """

    place: Place
    field: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        """The mistake in one line."""
        file = f"{self.file}, " if self.file else ""
        field = f"{self.field}: " if self.field else ""
        return f"{file}line {self.place.line}, column {self.place.column}: {field}{self.message}"


class PromptError(CallShadowError):
    """A prompt or playbook can't be used.

    The message says the file, and the place of each mistake with what is right: in one line where
    there is one mistake, else in a line each.
    """

    code = ErrorCode.PROMPT_WRONG

    @classmethod
    def of(cls, file: object, mistakes: Sequence[Mistake]) -> "PromptError":
        """The error of a file with these mistakes, at least one."""
        if len(mistakes) == 1:
            link = " extends " if mistakes[0].file else ", "
            return cls(f"{file}{link}{mistakes[0]}")
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        return cls(f"{file} has {len(mistakes)} mistakes:{lines}")
