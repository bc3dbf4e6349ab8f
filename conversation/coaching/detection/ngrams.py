"""N-grams of a text: its words, pairs of words and pieces of words, hashed to rows of weights.

    "Too dear!"    too, dear, too+dear, <to, too, oo>, <too, too>, <too>, <de, dea, ear, …

Pieces know a word in a form that nobody wrote an example with, or as a recogniser misspells it.
What the agent said just before counts by its words and pairs of words, of kinds of their own.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.wording import folded

ROWS = 1 << 16
"""The rows that n-grams are hashed to; some share one, and words of use seldom do."""
_WORD = re.compile(r"[a-z0-9']+")
_PIECES = (3, 4, 5)


def rows_of(text: str, before: str = "") -> NDArray[np.int64]:
    """The rows of the n-grams of a text, each once, in order; without a word, none.

    Args:
        text: The text.
        before: The last sentence that the agent said before it, where that counts.
    """
    ngrams = chain(_ngrams(_WORD.findall(folded(text))), _ngrams_before(before))
    hashed = {crc32(ngram.encode()) % ROWS for ngram in ngrams}
    return np.array(sorted(hashed), dtype=np.int64)


def _ngrams(words: list[str]) -> Iterator[str]:
    """Each kind begins with a letter of its own, but for pieces, whose "<" and ">" are enough."""
    for word in words:
        yield f"w{word}"
        marked = f"<{word}>"
        for size in _PIECES:
            yield from (marked[at : at + size] for at in range(len(marked) - size + 1))
    yield from (f"b{one} {other}" for one, other in pairwise(words))
    yield from (f"k{one} {other}" for one, other in zip(words, words[2:], strict=False))


def _ngrams_before(sentence: str) -> Iterator[str]:
    words = _WORD.findall(folded(sentence))
    yield from (f"a{word}" for word in words)
    yield from (f"a{one} {other}" for one, other in pairwise(words))
    if "?" in sentence:
        yield "a?"
