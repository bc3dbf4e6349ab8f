"""Rare words of a question: those that are looked for, as each frequent one costs milliseconds."""

from collections.abc import Mapping
from itertools import accumulate

MOST_TERMS = 8
"""Words that are looked for: a frequent one tells little."""


def rarest(counts: Mapping[str, int], most_rows: int) -> list[str]:
    """The rarest words, as many as are found quickly, and the rarest of all.

    Args:
        counts: How many passages have each word.
        most_rows: How many passages all words together may have, before one by one is weighed.
    """
    chosen = sorted(counts, key=lambda word: (counts[word], word))[:MOST_TERMS]
    totals = accumulate(counts[word] for word in chosen)
    quick = [word for word, total in zip(chosen, totals, strict=True) if total <= most_rows]
    return quick or chosen[:1]
