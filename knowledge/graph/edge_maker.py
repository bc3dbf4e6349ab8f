"""Edge maker: the edges of a document by rules, and by a model where one is given.

rules found enough in a passage     it is asked nothing: a table's rows, a question's answer
rules found little                  the model is asked, unless its answer to these very words
                                    is kept
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from conversation.coaching.guarding.passage_text import plain_passage
from knowledge.document import Document, Passage
from knowledge.graph.concept_link import ConceptLink, LinkFinder
from knowledge.graph.document_edges import MOST_EDGES, document_edges, headings_of, short_name
from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.link_reading import AT_ONCE, AskedPassage, LinkReading

_FEWEST_CHARS = 60
_CHARS_AN_EDGE = 300
"""Of a passage's text: where rules found fewer edges, they found little."""
Kept = Mapping[str, Sequence[ConceptLink]]
"""Links by the keys of the passages that a model found them in."""


@dataclass(frozen=True, slots=True)
class MadeEdges:
    """The edges of a document, and how they came about.

    Attributes:
        edges: All of them, those by rules first.
        answers: What a model found in its passages, to be kept.
        note: What was read without the model, and why; empty: nothing that it was wanted for.
    """

    edges: Sequence[Edge]
    answers: Kept = field(default_factory=dict[str, Sequence[ConceptLink]])
    note: str = ""


class EdgeMaker:
    """The maker of the edges of all documents that a process reads."""

    def __init__(self) -> None:
        """Make edges by rules alone."""
        self._finder: LinkFinder | None = None
        self._most = 0
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def ask(self, finder: LinkFinder | None, most: int = 0) -> None:
        """Ask `finder` too from now on, at most `most` times a document; None: rules alone."""
        self._finder, self._most = finder, most

    async def make(
        self,
        document: Document,
        passages: Sequence[Passage],
        kept: Callable[[Sequence[str]], Awaitable[Kept]],
    ) -> MadeEdges:
        """The edges of a document.

        Args:
            document: The document.
            passages: Its passages.
            kept: Tells which answers are kept, by the keys of their passages.
        """
        # It takes a second, of a book.
        by_rules = await asyncio.to_thread(document_edges, document, passages)
        if (finder := self._finder) is None:
            return MadeEdges(by_rules)
        wanted = await asyncio.to_thread(_asked, finder.name, document, passages, by_rules)
        answers = dict(await kept([one.key for one in wanted]))
        lacking = [one for one in wanted if one.key not in answers]
        reading = LinkReading(finder, self._at_once, self._most)
        answers |= await reading.answers(lacking)
        edges = _joined(document, by_rules, wanted, answers)
        return MadeEdges(edges, answers, reading.note(len(wanted)))


def _asked(
    finder: str, document: Document, passages: Sequence[Passage], by_rules: Sequence[Edge]
) -> list[AskedPassage]:
    """The passages in which rules found little, without what speaks to a machine in them."""
    told = Counter(one.passage_id for one in by_rules if one.kind is not EdgeKind.HAS_PART)
    answered = {one.passage_id for one in by_rules if one.kind is EdgeKind.ANSWERED_BY}
    asked: list[AskedPassage] = []
    for one in passages:
        if one.id in answered or told[one.id] >= max(1, len(one.text) // _CHARS_AN_EDGE):
            continue
        headings, text = (
            plain_passage(part) for part in (headings_of(document.title, one), one.text)
        )
        if len(text) >= _FEWEST_CHARS:
            key = sha256(f"{finder}\n{headings}\n{text}".encode()).hexdigest()
            asked.append(AskedPassage(key, headings, text, one.id))
    return asked


def _joined(
    document: Document, by_rules: Sequence[Edge], wanted: Sequence[AskedPassage], answers: Kept
) -> list[Edge]:
    """The edges by rules, and those of the answers that say something else."""
    found = {(one.kind, one.source_key, one.target_key): one for one in by_rules}
    for one in wanted:
        for link in answers.get(one.key, ()):
            source, target = short_name(link.source), short_name(link.target)
            edge = Edge(source, link.kind, target, document.id, one.passage_id, is_by_model=True)
            if edge.source_key and edge.target_key and edge.source_key != edge.target_key:
                found.setdefault((edge.kind, edge.source_key, edge.target_key), edge)
    return list(found.values())[:MOST_EDGES]
