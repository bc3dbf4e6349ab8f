"""Specialist: looks at one thing in a call, and reports its findings at a turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from coach.request import Advised, Author, Request
from conversation.coaching.usage import Usage
from conversation.specialists.output_schema import Value
from conversation.specialists.position import Position
from conversation.speech.turns import Turn
from prompts.specialist import DeclaredSpecialist as Declared


@dataclass(frozen=True, slots=True)
class SpecialistFinding:
    """The finding of a specialist at a turn.

    Attributes:
        insight: The fields of its schema.
        advised: Its card, where it has one that may be shown.
        refused: Why the card that it wrote may not be shown, as `suggestion.suppressed` names it.
        model: The model that wrote it.
        usage: The tokens that it took, where they are known.
    """

    insight: Mapping[str, Value]
    advised: Advised | None
    refused: str | None
    model: str
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of a specialist in a discussion.

    Attributes:
        specialist: Who.
        position: What they speak for.
        insight: What they see.
        why: Why, in a few words of the model's; empty before they are asked.
    """

    specialist: str
    position: Position
    insight: Mapping[str, Value]
    why: str = ""

    def __str__(self) -> str:
        """Who speaks for what, without a word of the call."""
        return f"{self.specialist} for {self.position.value}"

    @property
    def line(self) -> str:
        """All of it, as the others hear it."""
        seen = ", ".join(f"{name} {value}" for name, value in self.insight.items())
        why = f"; {self.why}" if self.why else ""
        return f"{self.specialist} says {self.position.value}: {seen}{why}"


class Specialist(Protocol):
    """One specialist of the calls with a playbook."""

    @property
    def declared(self) -> Declared:
        """What its file says."""
        ...

    @property
    def author(self) -> Author:
        """The origin that its insights and its card name."""
        ...

    def may_hear(self, turn: Turn) -> bool:
        """Whether a turn is the talk of two people: what is said to the machine moves nothing."""
        ...

    async def reconsider(self, request: Request, said: Sequence[Statement]) -> tuple[Position, str]:
        """What it speaks for having heard all that disagree, itself among them, and why.

        Raises:
            ModelError: It does not say.
        """
        ...

    async def advise(self, request: Request) -> SpecialistFinding:
        """What it finds out at a turn.

        Raises:
            ModelError: There is no insight.
        """
        ...
