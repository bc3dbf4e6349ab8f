"""Link reading: a model asked about passages of one document, a few at once and within bounds.

What can't be asked any more is read without the model: the reading goes on, and says so.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conversation.errors import CallShadowError
from knowledge.graph.concept_link import ConceptLink, LinkFinder, grounded

AT_ONCE = 4
"""Passages that a model is asked about at once, of all documents that a process reads."""
ANSWER_S = 30.0
READING_S = 300.0
"""How long a document's passages are asked about."""
_TOO_LATE = f"it has not answered within {ANSWER_S:g} s"
_TOO_LONG = f"a document is asked about for {READING_S:g} s at most"
MOST_FAILURES = 5
"""After so many in a row, the rest of a document is read without the model."""


@dataclass(frozen=True, slots=True)
class AskedPassage:
    """A passage that a model is asked about, as it is shown.

    Attributes:
        key: The hash of what is shown, and of who is asked.
        headings: What stands above it, the document's title first.
        text: Its text.
        passage_id: Its id.
    """

    key: str
    headings: str
    text: str
    passage_id: str


class LinkReading:
    """The questions about one document's passages."""

    def __init__(self, finder: LinkFinder, at_once: asyncio.Semaphore, most: int) -> None:
        """Ask `finder`, at most `most` times; others ask it too, behind the same semaphore."""
        self._finder = finder
        self._at_once = at_once
        self._most = most
        self._until = asyncio.get_running_loop().time() + READING_S
        self._failures = 0
        self._last = ""
        self._why: Counter[str] = Counter()

    async def answers(self, asked: Sequence[AskedPassage]) -> dict[str, list[ConceptLink]]:
        """What the model found, by the keys of the passages, of those that it answered about."""
        once = list({one.key: one for one in asked}.values())
        if (beyond := len(once) - self._most) > 0:
            self._why[f"{self._most} are asked about at most (KNOWLEDGE_GRAPH_REQUESTS)"] = beyond
        some = once[: self._most]
        found = await asyncio.gather(*(self._answer(one) for one in some))
        pairs = zip(some, found, strict=True)
        return {one.key: links for one, links in pairs if links is not None}

    def note(self, wanted: int) -> str:
        """What was not answered about, of so many passages, and the main reason."""
        if not (missed := self._why.total()):
            return ""
        (why, _), *_ = self._why.most_common(1)
        were = "was" if missed == 1 else "were"
        return f"{missed} of {wanted} passages {were} read without the model: {why.rstrip('.')}"

    async def _answer(self, one: AskedPassage) -> list[ConceptLink] | None:
        async with self._at_once:
            left_s = self._until - asyncio.get_running_loop().time()
            if self._failures >= MOST_FAILURES:
                self._why[self._last] += 1
                return None
            if left_s <= 0:
                return self._missed(_TOO_LONG)
            try:
                async with asyncio.timeout(min(left_s, ANSWER_S)):
                    links = await self._finder.find(one.headings, one.text)
            except CallShadowError as error:
                return self._missed(str(error))
            except TimeoutError:
                return self._missed(_TOO_LATE if left_s > ANSWER_S else _TOO_LONG)
        self._failures = 0
        return grounded(links, one.headings, one.text)

    def _missed(self, why: str) -> None:
        self._failures += 1
        self._last = why
        self._why[why] += 1
