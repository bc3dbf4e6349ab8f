"""Words that are asked for, and how near the words of each passage come to each.

A passage that says "cleaning" answers who asks for the "hygienist"; its vector as a whole, and the
word as it is spelled, may both miss it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

import numpy as np
import numpy.typing as npt

from knowledge.ports import Vectors
from knowledge.words import folded_words, is_stop_word

Floats = npt.NDArray[np.float64]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SAME = 0.95
"""From here on it is the same word."""
_LIKE = 0.5
"""From here on it is like the word that is asked."""
_UNLIKE = 0.2
"""Up to here, two words have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Nearness of the words of some passages to what is asked.

    Attributes:
        telling: How much each word that is asked tells, 0 to 1.
        passages: A row each, of the nearest word's cosine for each word that is asked; 0 at least.
    """

    telling: Floats
    passages: Floats

    def had(self) -> Floats:
        """How much of what is asked each passage has; more words tell more."""
        return np.maximum(self.passages - _UNLIKE, 0) @ self._weights()

    def missing(self) -> Floats:
        """The share of what is asked to which nothing in a passage is like."""
        return self._share(self.passages < _LIKE)

    def strange(self) -> float:
        """The share of what is asked to which nothing in any passage is like."""
        return float(self._share(self.passages.max(0, initial=0) < _LIKE))

    def _weights(self) -> Floats:
        """What each word is worth: by what it tells, and by how few of these passages have it."""
        having = (self.passages > _SAME).sum(0)
        return self.telling**2 * np.log1p(len(self.passages) / (having + 1))

    def _share(self, which: npt.NDArray[np.bool_]) -> Floats:
        weights = self._weights()
        return which @ weights / (weights.sum() or 1.0)


def nothing_near(passages: int) -> Nearness:
    """The nearness of so many passages to a question without a word of content."""
    return Nearness(np.zeros(0), np.zeros((passages, 0)))


def nearest(asked: Vectors, table: Vectors, places: Sequence[Sequence[int]]) -> Floats:
    """The cosine of the nearest word, for each that is asked, of each text.

    Args:
        asked: The vectors of the words that are asked.
        table: Those of other words; the first is nothing's, whose cosine is 0.
        places: Where in the table each text's words are.
    """
    lengths = [len(one) + 1 for one in places]
    every = np.concatenate([np.array([0, *one], np.int64) for one in places])
    some, back = np.unique(every, return_inverse=True)
    cosines = table[some] @ asked.T
    starts = np.cumsum([0, *lengths[:-1]])
    return np.maximum.reduceat(cosines[back], starts).astype(np.float64)


@lru_cache(maxsize=4_000)
def spoken_words(text: str) -> tuple[str, ...]:
    """The words of content of a text as they are said, each once; numbers are none."""
    found = (intern(word) for word in _WORD.findall(text.lower()) if not word.isdigit())
    return tuple(word for word in dict.fromkeys(found) if _has_content(word))


@lru_cache(maxsize=50_000)
def _has_content(word: str) -> bool:
    return not all(is_stop_word(part) for part in folded_words(word))
