"""Client profile: promises, open points and pains of the last calls with the same person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversation.memory.entity import Entity, EntityKind
from conversation.memory.remembered import Remembered

LAST_CALLS = 3
"""So many calls are looked back."""
_MOST = 4  # of each kind


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """One of the last calls with a person.

    Attributes:
        call_id: The call.
        at: When it began.
        promised: Who promised what.
        open: Questions and objections that nobody has dealt with.
        pains: What costs the customer time, money or nerves.
    """

    call_id: str
    at: datetime
    promised: tuple[Entity, ...]
    open: tuple[Entity, ...]
    pains: tuple[Entity, ...]

    @classmethod
    def of(cls, call_id: str, at: datetime, data: Mapping[str, Any]) -> "EarlierCall":
        """The call of which a last `memory.updated` event told `data`."""
        entities = Remembered.from_data(data).entities
        promised = [one for one in entities if one.kind is EntityKind.COMMITMENT]
        pains = [one for one in entities if one.kind is EntityKind.PAIN]
        still_open = [one for one in entities if one.is_open]
        parts = (tuple(part[-_MOST:]) for part in (promised, still_open, pains))
        return cls(call_id, at, *parts)

    def lines(self) -> tuple[str, ...]:
        """The lines that a model sees: the day, what it is, whose, and the words."""
        day = self.at.date().isoformat()
        every = (*self.promised, *self.open, *self.pains)
        return tuple(f"- {day}, {one.kind} ({one.speaker}): {one.text}" for one in every)
