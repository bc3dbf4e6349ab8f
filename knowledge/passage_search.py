"""Passage search: what an index finds, ranked by how likely it answers, and kept for a while."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conversation.coaching.source import Source
from knowledge.asked_part import asked_part
from knowledge.cache_figures import CacheFigures
from knowledge.cosine_scale import CosineScale
from knowledge.document import ANYBODY, Audience, Document, Passage
from knowledge.keeper import CatalogueKeeper
from knowledge.likeness import CLOSELY, Details
from knowledge.ports import Candidate, PassageIndex, SharedCache, Vectors
from knowledge.ranking import is_answered, likeliest, rank
from knowledge.search_cache import SearchCache, SearchKey
from knowledge.vectors import KeptEmbedder
from knowledge.word_lists import read_word_lists, usual_questions
from knowledge.word_nearness import Nearness
from knowledge.word_vectors import WordVectors
from knowledge.words import Sense, parted, senses

POOL = 30
"""Candidates that are asked of an index by each of both ways."""


class Looked(NamedTuple):
    """A question, and what is ranked for it: see `knowledge.ranking.rank`."""

    asked: list[Sense]
    vector: Vectors
    candidates: list[Candidate]
    details: Mapping[str, Details]
    scale: CosineScale
    near: Nearness


class PassageSearch:
    """The searches of one library."""

    def __init__(
        self,
        keeper: CatalogueKeeper,
        index: PassageIndex,
        embedder: KeptEmbedder,
        words: WordVectors,
        shared: SharedCache | None,
    ) -> None:
        """Search in `index` what `keeper` keeps; what is found is `shared` with other processes."""
        self._words = words
        self._keeper = keeper
        self._index = index
        self._embedder = embedder
        self._found = SearchCache(shared)

    @property
    def figures(self) -> CacheFigures:
        """How often a search was made of late."""
        return self._found.figures

    async def prepare(self) -> None:
        """Have ready what the first searches would wait for, beside the loop; raises as `run`."""
        if await self._keeper.refresh():
            await self._keeper.check_model()
            await asyncio.to_thread(read_word_lists)
            await self.look(usual_questions()[0], ANYBODY, 1)  # the index reads its vectors
            await self._words.prepare(self._keeper)

    async def run(self, text: str, audience: Audience, limit: int) -> list[Source]:
        """The passages that answer a text; `Library.search` says more.

        Raises:
            KnowledgeError: What is known can't be asked, or has vectors of another model.
        """
        if not text.strip() or not await self._keeper.refresh():
            return []
        await self._keeper.check_model()
        asked, generation = SearchKey.of(text, audience, limit), self._keeper.generation
        if (kept := await self._found.get(asked, generation)) is not None:
            return kept
        found = await self._ask(text, audience, limit)
        await self._found.put(asked, generation, found)
        return found

    async def look(self, text: str, audience: Audience, limit: int) -> Looked:
        """What the search ranks: the likeliest that the index found, `limit` and more of them.

        Raises:
            KnowledgeError: What is known can't be asked.
        """
        text = asked_part(text)
        asked = list(dict.fromkeys(senses(text)))
        joined = parted(text)
        words = [term for sense in asked for term in sense]
        vector = await self._embedder.embed(text)
        scale = await self._embedder.scale(vector)
        found = await self._index.search([*words, *joined], vector, audience, POOL)
        found = likeliest(_each_once(found), max(CLOSELY, limit), scale)
        details = await self._keeper.details([one.passage.id for one in found])
        known = frozenset[str]().union(*[one.words for one in details.values()])
        asked += [(word,) for word in joined if word in known]
        near = await self._words.nearness(text, found)
        return Looked(asked, vector, found, details, scale, near)

    async def _ask(self, text: str, audience: Audience, limit: int) -> list[Source]:
        asked, vector, candidates, details, scale, near = await self.look(text, audience, limit)
        weights = self._keeper.weights
        ranked = rank(asked, vector, candidates, details, scale=scale, near=near, weights=weights)
        return [
            Source(
                passage_id=one.candidate.passage.id,
                title=source_title(one.candidate.document, one.candidate.passage),
                address=one.candidate.document.address,
                passage=one.candidate.passage.text,
                score=one.likelihood,
                is_call=one.candidate.document.is_call,
            )
            for one in ranked[:limit]
            if is_answered(ranked)
        ]


def _each_once(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that say the same under the same title once: a copy takes no other's place."""
    by_id = sorted(found, key=lambda one: one.passage.id, reverse=True)
    once = {(source_title(one.document, one.passage), one.passage.text): one for one in by_id}
    kept = {one.passage.id for one in once.values()}
    return [one for one in found if one.passage.id in kept]


def source_title(document: Document, passage: Passage) -> str:
    """The title of a source: of the document and the headings, each once."""
    if not passage.title or passage.title.startswith(document.title):
        return passage.title or document.title
    return f"{document.title} › {passage.title}"
