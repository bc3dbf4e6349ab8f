"""Memory entity: a thing of a call that is worth remembering, in the words in which it was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversation.speech.speakers import Speaker


class EntityKind(StrEnum):
    """The kinds of entities. `NAME` is a name of which nothing tells whether a person bears it."""

    PERSON = "person"
    COMPANY = "company"
    NAME = "name"
    PRICE = "price"
    DATE = "date"
    NUMBER = "number"
    COMMITMENT = "commitment"
    QUESTION = "question"
    OBJECTION = "objection"
    PAIN = "pain"


class EntityState(StrEnum):
    """The state of a question or an objection."""

    OPEN = "open"
    HANDLED = "handled"


Key = tuple[EntityKind, str]
"""What an entity is, however often and in whichever words it comes up."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity.

    Attributes:
        kind: Its kind.
        text: The words, verbatim.
        speaker: Whose words they are; of a commitment, whose it is.
        turn_id: The turn that they stand in.
        state: Whether it is still open; None where that is no question.
        signal: The playbook's signal that it is of, where it is of one.
    """

    kind: EntityKind
    text: str
    speaker: Speaker
    turn_id: str
    state: EntityState | None = None
    signal: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the agent owes it something."""
        return self.state is EntityState.OPEN

    def as_dict(self) -> dict[str, Any]:
        """The entity as an event tells it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Entity":
        """The entity that an event tells."""
        state = data.get("state")
        return cls(
            EntityKind(data["kind"]),
            data["text"],
            Speaker(data["speaker"]),
            data["turn_id"],
            EntityState(state) if state else None,
            data.get("signal"),
        )
