"""Summariser: has the oldest turns of a call summed up in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from conversation.coaching.usage import Usage
from conversation.memory.entity import Entity
from conversation.memory.summary import RunningSummary
from conversation.speech.turns import Turn


@dataclass(frozen=True, slots=True)
class Digest:
    """A model's summary, as far as it is faithful.

    Attributes:
        text: The summary; never empty.
        entities: What it found worth remembering.
        model: What wrote it.
        usage: What it took, where that is known.
    """

    text: str
    entities: Sequence[Entity]
    model: str
    usage: Usage | None


class Summariser(Protocol):
    """A source of summaries that takes its time."""

    async def sum_up(self, before: RunningSummary, turns: Sequence[Turn]) -> Digest:
        """Sum up some turns, never none, with the summary `before` them.

        Raises:
            ModelError: There is no summary, or none that is faithful.
        """
        ...
