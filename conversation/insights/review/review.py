"""Review of a prompt or a rule: what feedback and follow-through say of each of its versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conversation.insights.answer import Group
from conversation.insights.report import differences, shares_of
from conversation.insights.review.example import Example
from conversation.insights.review.verdict import Judged
from conversation.insights.shares import ENOUGH, Share


class Subject(StrEnum):
    """The kind of what is reviewed."""

    PROMPT = "prompt"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class ReviewEvidence:
    """The evidence on a name: the figures of its versions, and the cards that tell something.

    Attributes:
        subject: What the name is of.
        versions: A group each: a prompt's id, or the rule; empty where no shown card is of it.
        cards: The judged cards, the newest first.
        names: All names that shown cards are of, by their kind.
    """

    subject: Subject
    versions: Sequence[Group]
    cards: Sequence[Judged]
    names: Mapping[Subject, Sequence[str]] = field(default_factory=dict[Subject, Sequence[str]])


@dataclass(frozen=True, slots=True)
class Review:
    """A review.

    Attributes:
        name: Of what.
        subject: What it is.
        versions: Their figures, the newest version first.
        examples: Some cards in their calls.
    """

    name: str
    subject: Subject
    versions: Sequence[Group]
    examples: Sequence[Example]


def name_of(key: str) -> str:
    """The name of a prompt by its id: `coach`, of `coach@6/en`."""
    return key.partition("@")[0]


def version_of(key: str) -> int:
    """The version that a prompt's id names: 6, of `coach@6/en`; 0 where it names none."""
    number = key.partition("@")[2].partition("/")[0]
    return int(number) if number.isdecimal() else 0


def findings(review: Review) -> Iterator[str]:
    """The review in English sentences: what surely differs, and where there are too few to tell."""
    if review.subject is Subject.PROMPT and len(review.versions) > 1:
        told = differences(review.versions)
        for figure, one in told.items():
            yield f"{one.higher} is surely above {', '.join(one.lower)} in the share {figure!r}."
        if not told:
            yield "No version is surely better than another."
    for group in review.versions:
        for figure, share in shares_of(group).items():
            if figure != "used" and not share.tells:
                yield (
                    f"{group.key}: {_cases(share)}, too few to tell the share {figure!r};"
                    f" it takes {ENOUGH}."
                )


def _cases(share: Share) -> str:
    return f"{share.of} case{'' if share.of == 1 else 's'}"
