"""Cache figures: how often a cache had what was asked of it."""

from typing import NamedTuple


class CacheCounts(NamedTuple):
    """Counts of lookups, by what became of them."""

    hits: int
    misses: int


class CacheFigures:
    """The figures of one cache."""

    def __init__(self) -> None:
        """Begin with no lookups."""
        self._hits = self._misses = 0

    def count(self, *, hits: int = 0, misses: int = 0) -> None:
        """Take in lookups."""
        self._hits += hits
        self._misses += misses

    def take(self) -> CacheCounts:
        """The lookups since the last time that this was asked."""
        counts = CacheCounts(self._hits, self._misses)
        self._hits = self._misses = 0
        return counts
