"""Words that are asked for, and how near the words of each passage come to each.

A passage that says "cleaning" answers who asks for the "hygienist"; its vector as a whole, and the
word as it is spelled, may both miss it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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


def nearest(
    asked: Vectors, table: npt.NDArray[Any], places: Sequence[npt.NDArray[np.int32]]
) -> Floats:
    """The cosine of the nearest word, for each that is asked, of each text.

    Args:
        asked: The vectors of the words that are asked.
        table: Those of other words, whose product with these are cosines; the first is nothing's.
        places: Where in the table each text's words are.
    """
    nothing = np.zeros(1, np.int32)
    every = np.concatenate([part for one in places for part in (nothing, one)])
    some, row_of = _each_once(every, len(table))
    cosines = table[some].astype(np.float32) @ asked.T
    starts = np.cumsum([0, *(len(one) + 1 for one in places[:-1])])
    return np.maximum.reduceat(cosines[row_of[every]], starts).astype(np.float64)


def _each_once(
    places: npt.NDArray[np.int32], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of a table of some length, each once; and by place, which of them it is."""
    is_there = np.zeros(length, np.bool_)
    is_there[places] = True
    some = np.flatnonzero(is_there)
    which = np.empty(length, np.int64)
    which[some] = np.arange(len(some))
    return some, which


def tokens_of(text: str) -> list[str]:
    """The words of a text as they are said, all of them, in their order."""
    return _WORD.findall(text.lower())


def has_content(word: str) -> bool:
    """Whether a word, as `tokens_of` tells it, says what a text is about; a number does not."""
    return not word.isdigit() and _has_content(word)


def words_of(texts: Iterable[str]) -> set[str]:
    """The words of content of some texts."""
    return {word for word in set().union(*map(tokens_of, texts)) if has_content(word)}


@lru_cache(maxsize=4_000)
def spoken_words(text: str) -> tuple[str, ...]:
    """The words of content of a text as they are said, each once; numbers are none."""
    return tuple(word for word in dict.fromkeys(tokens_of(text)) if has_content(word))


@lru_cache(maxsize=50_000)
def _has_content(word: str) -> bool:
    return not all(is_stop_word(part) for part in folded_words(word))
