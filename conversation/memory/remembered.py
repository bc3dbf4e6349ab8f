"""Call memory as it is told: a snapshot, which never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversation.memory.entity import Entity
from conversation.memory.mood import Sentiment
from conversation.memory.summary import NO_SUMMARY, RunningSummary
from conversation.speech.speakers import Speaker


@dataclass(frozen=True, slots=True)
class Phase:
    """The stage of the playbook that the call is in: its id, its title, the turn it was reached."""

    id: str
    title: str
    turn_id: str

    def as_dict(self) -> dict[str, str]:
        """The phase as an event tells it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Remembered:
    """The memory of a call at one moment.

    Attributes:
        entities: What is worth remembering, in the order in which it came up.
        phase: Where the call is; None before any of the playbook's stages.
        sentiment: How each party feels, where that is known.
        until_turn_id: The newest turn that it knows; None before the first.
        summary: What was said before the turns that stand word for word.
        client: What the last calls with the same person left, a line each.
    """

    entities: tuple[Entity, ...] = ()
    phase: Phase | None = None
    sentiment: Mapping[Speaker, Sentiment] = field(default_factory=dict[Speaker, Sentiment])
    until_turn_id: str | None = None
    summary: RunningSummary = NO_SUMMARY
    client: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Remembered":
        """The memory that a `memory.updated` event tells."""
        phase, moods = data["phase"], data["sentiment"]
        return cls(
            tuple(Entity.from_dict(one) for one in data["entities"]),
            Phase(**phase) if phase else None,
            {Speaker(who): Sentiment.from_dict(mood) for who, mood in moods.items() if mood},
            data["until_turn_id"],
            RunningSummary(data["summary"], data["summary_until_turn_id"], data["summary_by"]),
        )


NOTHING_REMEMBERED = Remembered()
