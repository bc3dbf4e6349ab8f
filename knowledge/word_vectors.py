"""Vectors of single words, in memory: by them, what is asked is compared with passages.

The words of documents are encoded when they are read. One that was not, as of a document of a
version before, is when a server begins, or when it is first found.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from knowledge.common_words import telling
from knowledge.document import Passage
from knowledge.keeper import CatalogueKeeper
from knowledge.ports import Candidate, Vectors
from knowledge.tables import read_state, write_state
from knowledge.vectors import KeptEmbedder, without
from knowledge.word_nearness import Nearness, nearest, nothing_near, spoken_words

MOST = 10_000
"""Words that are kept in memory: 20 MB of 512 numbers each. With more, it begins anew."""

_DONE = "words"
"""The name in the database of the model by which all words have vectors."""


class WordVectors:
    """The vectors of words, as far as they were looked for."""

    def __init__(self, embedder: KeptEmbedder) -> None:
        """Encode words by `embedder`."""
        self._embedder = embedder
        self._common: Vectors | None = None
        self._forget()

    async def keep(self, parts: Sequence[Passage]) -> set[str]:
        """Have vectors of all words of passages that are to be found; the keys of these."""
        words = sorted(await asyncio.to_thread(words_of, parts))  # a second, of a book
        await self._embedder.embed_many(words)
        return self._embedder.keys(words)

    async def prepare(self, keeper: CatalogueKeeper) -> None:
        """Have vectors of all words of what `keeper` keeps, past calls aside; looked for once."""
        if not (known := await keeper.documents()):
            return
        await self._of_usual()
        name = self._embedder.name
        if (await keeper.read(read_state, {})).get(_DONE) == name:
            return
        for one in known:
            await self.keep(await keeper.passages(one.document.id))
        await keeper.write(lambda connection: write_state(connection, **{_DONE: name}))

    async def nearness(self, question: str, candidates: Sequence[Candidate]) -> Nearness:
        """How near the words of candidates come to those of a question."""
        asked = spoken_words(question)
        if not asked or not candidates:
            return nothing_near(len(candidates))
        passages = [one.passage for one in candidates]
        await self._learn({*asked, *words_of(passages)})
        places = [self._places_of(spoken_words(one.indexed)) for one in passages]
        rows = self._rows[self._places_of(asked)]
        told = np.array([telling(word) for word in asked])
        return Nearness(told, nearest(rows, self._rows, places))

    async def _learn(self, words: set[str]) -> None:
        lacking = sorted(words - self._places.keys())
        if not lacking:
            return
        if len(self._places) + len(lacking) > MOST:
            self._forget()
            lacking = sorted(words)
        common = await self._of_usual()
        vectors = without(common, await self._embedder.look_up(lacking))
        # Another search may have learnt some of them meanwhile: they are there twice.
        self._places |= {word: len(self._rows) + at for at, word in enumerate(lacking)}
        self._rows = np.concatenate([self._rows, vectors])

    async def _of_usual(self) -> Vectors:
        """What all words have in common."""
        if (common := self._common) is None:
            usual = await self._embedder.look_up(_usual_words())
            self._common = common = usual.mean(0)
        return common

    def _places_of(self, words: Sequence[str]) -> list[int]:
        """Where words are; one that was forgotten meanwhile is like none."""
        return [self._places.get(word, 0) for word in words]

    def _forget(self) -> None:
        self._places: dict[str, int] = {}
        self._rows = np.zeros((1, self._embedder.dimension), np.float32)


def words_of(parts: Sequence[Passage]) -> set[str]:
    """The words of passages that have vectors."""
    return {word for part in parts for word in spoken_words(part.indexed)}


@cache
def _usual_words() -> list[str]:
    """Words of usual questions, which have in common what all words have."""
    text = (files("knowledge") / "usual_questions.txt").read_text("utf-8")
    return sorted({word for line in text.splitlines() for word in spoken_words(line)})
