"""Labelled pairs: a card and what was said after it, with what the agent made of it.

A turn comes a second after the one before, or `wait_s` after it, and lasts four seconds.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from conversation.after_call.following.case import CardCase
from conversation.after_call.following.outcome import CardOutcome
from conversation.coaching.rules import LanguageTag
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from evaluation.labels.label_files import read_labels
from evaluation.labels.labelled_call import Labelled, Text

FOLDER = Path(__file__).parent
TUNED = FOLDER / "tuned.yaml"
HELD_OUT = FOLDER / "held_out.yaml"
"""The pairs that nobody who tunes the follow-through may read."""
_TURN_MS, _PAUSE_MS = 4_000, 1_000


class SaidAfter(Labelled):
    """A turn after a card, of the agent or of the customer.

    Attributes:
        agent: The agent's words.
        customer: The customer's.
        wait_s: How long it came after the turn before, s.
    """

    agent: Text | None = None
    customer: Text | None = None
    wait_s: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.agent is None) == (self.customer is None):
            raise ValueError("one of agent and customer is expected here")
        return self

    @property
    def speaker(self) -> Speaker:
        """Whose words they are."""
        return Speaker.AGENT if self.agent else Speaker.CUSTOMER

    @property
    def text(self) -> str:
        """The words."""
        return self.agent or self.customer or ""


class Pair(Labelled):
    """A card and what was said after it.

    Attributes:
        language: BCP-47 tag.
        headline: What the card says, and the same of the next two.
        questions: To ask.
        direction: Where it leads.
        after: What was said then.
        outcome: What the agent made of it, as a person judged.
        at: The place in `after`, from 1, of the turn that shows it.
    """

    language: LanguageTag
    headline: Text
    questions: list[Text]
    direction: Text
    after: Annotated[list[SaidAfter], Field(min_length=1)]
    outcome: CardOutcome
    at: Annotated[int, Field(ge=1)] = 1

    @property
    def case(self) -> CardCase:
        """The pair as it would be in a call."""
        turns: list[Turn] = []
        start = 0
        for place, said in enumerate(self.after, 1):
            start += _PAUSE_MS if said.wait_s is None else round(said.wait_s * 1000)
            end = start + _TURN_MS
            turns.append(Turn(f"t{place}", said.speaker, said.text, start, end))
            start = end
        return CardCase("s1", self.headline, self.questions, self.direction, (), 0, turns)

    @property
    def turn_id(self) -> str | None:
        """The turn that shows the outcome; None where none does."""
        return None if self.outcome is CardOutcome.IGNORED else f"t{self.at}"


class PairFile(Labelled):
    """A file of labelled pairs."""

    pairs: Annotated[list[Pair], Field(min_length=1)]


def read_pairs(path: Path) -> list[Pair]:
    """Read labelled pairs.

    Raises:
        LabelError: As `read_labels`.
    """
    return read_labels(path, PairFile)[1].pairs
