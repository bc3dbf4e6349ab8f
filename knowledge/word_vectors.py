"""Vectors of single words, in memory: by them, what is asked is compared with passages.

The words of documents are encoded when they are read, and taken into memory when a server begins.
One that was not, as of a document that came since, is when it is first found.
"""

import asyncio
from collections.abc import Sequence
from functools import cache

import numpy as np

from knowledge.catalogue import in_batches
from knowledge.common_words import telling
from knowledge.document import Passage
from knowledge.keeper import CatalogueKeeper
from knowledge.ports import Candidate, Vectors
from knowledge.tables import read_state, write_state
from knowledge.vectors import KeptEmbedder, without
from knowledge.word_lists import usual_questions
from knowledge.word_nearness import (
    Nearness,
    has_content,
    nearest,
    nothing_near,
    spoken_words,
    words_of,
)
from knowledge.word_table import WordTable

_DONE = "words"
"""The name in the database of the model by which all words have vectors."""
_AT_ONCE = 500
"""Words that are taken into memory at once: searches go on between them."""


class WordVectors:
    """The vectors of words, as far as they were looked for."""

    def __init__(self, embedder: KeptEmbedder) -> None:
        """Encode words by `embedder`."""
        self._embedder = embedder
        self._common: Vectors | None = None
        self._table = WordTable(embedder.dimension)

    async def keep(self, parts: Sequence[Passage]) -> set[str]:
        """Have vectors of all words of passages that are to be found; the keys of these."""
        words = await _words_of(parts)
        await self._embedder.embed_many(words)
        return self._embedder.keys(words)

    async def prepare(self, keeper: CatalogueKeeper) -> None:
        """Have the vectors of all words of what `keeper` keeps in memory, past calls aside.

        Those that have none yet are made and kept, once. More than there is room for are not taken.
        """
        if not (known := await keeper.documents()):
            return
        name = self._embedder.name
        is_done = (await keeper.read(read_state, {})).get(_DONE) == name
        seen = set[str]()
        for one in known:
            if is_done and self._table.is_full:
                break
            parts = await keeper.passages(one.document.id)
            found = await _words_of(parts)
            words = [word for word in found if word not in seen]
            seen.update(words)
            if not is_done:
                await self._embedder.embed_many(words)
            for some in in_batches([*self._table.lacking(words)], _AT_ONCE):
                await self._learn(some)
            for part in parts:
                self._table.read(part.indexed)
        if not is_done:
            await keeper.write(lambda connection: write_state(connection, **{_DONE: name}))

    async def nearness(self, question: str, candidates: Sequence[Candidate]) -> Nearness:
        """How near the words of candidates come to those of a question."""
        asked = spoken_words(question)
        if not asked or not candidates:
            return nothing_near(len(candidates))
        texts = [one.passage.indexed for one in candidates]
        lacking = self._table.lacking(asked, texts)
        await self._learn([word for word in lacking if has_content(word)])
        places = [self._table.read(text) for text in texts]
        told = np.array([telling(word) for word in asked])
        return Nearness(told, nearest(self._table.cosine_rows(asked), self._table.rows, places))

    async def _learn(self, words: Sequence[str]) -> None:
        if words:
            common = await self._of_usual()
            self._table.learn(words, without(common, await self._embedder.look_up(words)))

    async def _of_usual(self) -> Vectors:
        """What all words have in common."""
        if (common := self._common) is None:
            usual = await self._embedder.look_up(_usual_words())
            self._common = common = usual.mean(0)
        return common


async def _words_of(parts: Sequence[Passage]) -> list[str]:
    """The words of passages that have vectors; it takes a second, of a book."""
    return sorted(await asyncio.to_thread(words_of, [part.indexed for part in parts]))


@cache
def _usual_words() -> list[str]:
    """Words of usual questions, which have in common what all words have."""
    return sorted(words_of(usual_questions()))
