"""Concept link: two terms of a passage, and how the second belongs to the first, as a model tells.

It is held to the passage before it is believed: what a model invents, or what a document has it say
of another thing, stands there in no words.

    told of "Starter has 10 seats and 1,000 jobs."      taken
    --------------------------------------------------  ---------------------------------------
    starter → "10 SEATS"                                Starter → 10 seats, as the passage writes
    Starter → "12 seats", Team → "10 seats"             no: they do not stand there
    Starter → "1", "000 jobs"                           no: a number is taken whole
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from conversation.coaching.wording import Wording
from knowledge.graph.edge import EdgeKind
from knowledge.words import name_key

MOST_LINKS = 30
"""Of a passage; what a model tells beyond is left out."""
_LONGEST_SOURCE = 160
_LONGEST_TARGET = 900
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b|\d+(?:[.,:/'’]\d+)*")


@dataclass(frozen=True, slots=True)
class ConceptLink:
    """A link, from the whole to the part.

    Attributes:
        source: The term of the whole.
        kind: How the target belongs to it.
        target: The term of the part, or what is told of the source.
    """

    source: str
    kind: EdgeKind
    target: str


class LinkFinder(Protocol):
    """A finder of links in passages, such as a language model."""

    @property
    def name(self) -> str:
        """Of what answers: the links that another one has found are not taken for its own."""
        ...

    async def find(self, headings: str, text: str) -> Sequence[ConceptLink]:
        """The links in a passage, which are held to nothing yet.

        Args:
            headings: What stands above the passage, the document's title first.
            text: The passage.

        Raises:
            CallShadowError: There is no answer, or none that can be read.
        """
        ...


def grounded(links: Iterable[ConceptLink], headings: str, text: str) -> list[ConceptLink]:
    """The links whose terms both stand in a passage, one of them in its text, in its own words."""
    in_text, above = _lines(text), _lines(headings.replace("›", "\n"))
    return list(dict.fromkeys(_held(links, in_text, above)))[:MOST_LINKS]


def _held(
    links: Iterable[ConceptLink], in_text: Sequence[Wording], above: Sequence[Wording]
) -> Iterator[ConceptLink]:
    for link in links:
        found = [_standing(term, in_text) for term in (link.source, link.target)]
        source = found[0] or _standing(link.source, above)
        target = found[1] or _standing(link.target, above)
        if not (any(found) and source and target):
            continue
        is_told = len(source) <= _LONGEST_SOURCE and len(target) <= _LONGEST_TARGET
        if is_told and name_key(source) != name_key(target):
            yield ConceptLink(source, link.kind, target)


def _lines(text: str) -> list[Wording]:
    return [Wording(line, sentences=False) for line in text.splitlines()]


def _standing(term: str, lines: Iterable[Wording]) -> str | None:
    """A term as one of some lines writes it; None where it stands in none, or ends in a number."""
    sought = Wording(term, sentences=False).line
    for line in lines if sought else ():
        at = line.line.find(sought)
        while at >= 0:
            start, end = line.span(at, at + len(sought) - 1)
            if not (_parts_number(line.text, start) or _parts_number(line.text, end)):
                return line.text[start:end]
            at = line.line.find(sought, at + 1)
    return None


def _parts_number(text: str, at: int) -> bool:
    """Whether a place stands between digits of one number."""
    return any(found.start() < at < found.end() for found in _NUMBER.finditer(text))
