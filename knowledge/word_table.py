"""Word table: vectors of words in memory, a byte a number; what was not used for longest goes.

Of texts that were read it keeps where their words are: a question finds the same passages while it
is said, and to take their words apart again takes longer than to compare them.
"""

from collections.abc import Collection, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors
from knowledge.word_nearness import tokens_of

MOST = 40_000
"""Words that are kept: 20 MB of 512 numbers each, more than most libraries have."""
MOST_TEXTS = 20_000
"""Texts that are kept: 6 MB, where each has some sixty words."""
_SCALE = 127
"""Of a number of a vector, as it is kept: a cosine is so told within two hundredths."""


class WordTable:
    """The vectors of words, a row each; the first row is of no word, whose cosine is 0.

    Attributes:
        rows: The vectors, as `cosine_rows` and `nearest` take them.
    """

    def __init__(self, dimension: int) -> None:
        """Begin with none."""
        self.rows = np.zeros((MOST + 1, dimension), np.int8)  # takes memory as it is filled
        self._used = np.zeros(MOST + 1, np.int64)
        self._places: dict[str, int] = {}  # in the order of the rows
        self._turn = 0
        self._texts: dict[int, npt.NDArray[np.int32]] = {}  # by their hash

    @property
    def is_full(self) -> bool:
        """Whether another word takes an old one's place."""
        return len(self._places) >= MOST

    def lacking(self, words: Collection[str], texts: Collection[str] = ()) -> set[str]:
        """Those of some words, and of texts that were not read, that have no vector here.

        The others stay for now.
        """
        self._turn += 1
        new = [tokens_of(text) for text in texts if hash(text) not in self._texts]
        wanted = {*words}.union(*new)
        if lacking := wanted.difference(self._places):
            self._used[self.places_of(wanted)] = self._turn
            for text in texts:
                self._used[self._texts.get(hash(text), 0)] = self._turn
        return lacking

    def read(self, text: str) -> npt.NDArray[np.int32]:
        """The rows of a text's words, each once; those of content have been learnt."""
        known = self._texts.get(hash(text))
        if known is None:
            known = np.unique(self.places_of({*tokens_of(text)})).astype(np.int32)
            if len(self._texts) >= MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[hash(text)] = known
        return known

    def learn(self, words: Sequence[str], vectors: Vectors) -> None:
        """Take in the vectors of some words, of unit length; another search may know some by now.

        What there is no room for is left out.
        """
        new = [at for at, word in enumerate(words) if word not in self._places]
        if len(self._places) + len(new) > MOST:
            self._make_room()
        first = len(self._places) + 1
        new = new[: MOST + 1 - first]
        places = np.arange(first, first + len(new))
        self.rows[places] = np.rint(_SCALE * vectors[new])
        self._used[places] = self._turn
        self._places |= zip((words[at] for at in new), places.tolist(), strict=True)

    def places_of(self, words: Collection[str]) -> npt.NDArray[np.int64]:
        """The rows of some words; one that has none is like nothing."""
        return np.fromiter(map(self._places.get, words, repeat(0)), np.int64, len(words))

    def cosine_rows(self, words: Collection[str]) -> Vectors:
        """The vectors of some words, whose product with `rows` are cosines."""
        return self.rows[self.places_of(words)].astype(np.float32) / np.float32(_SCALE**2)

    def _make_room(self) -> None:
        """Forget the half that was not used for longest."""
        self._texts.clear()  # their words have other rows now, or none
        words = [*self._places]
        kept = np.argsort(-self._used[1 : len(words) + 1], kind="stable")[: MOST // 2] + 1
        self._places = {words[at - 1]: place for place, at in enumerate(kept.tolist(), 1)}
        self.rows[1 : len(kept) + 1] = self.rows[kept]
        self._used[1 : len(kept) + 1] = self._used[kept]
