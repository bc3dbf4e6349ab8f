"""Interval of a share, and when two shares differ: what a small number of cases can tell.

Wilson's score interval at 95 % holds for small numbers and near 0 and 1, where the usual one does
not. Below `ENOUGH` cases nothing is said at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

ENOUGH = 20
"""The cases below which there are too few to tell."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases.

    Attributes:
        hits: How many.
        of: Of how many.
    """

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself, 0 to 1; None of no cases."""
        return self.hits / self.of if self.of else None

    @property
    def tells(self) -> bool:
        """Whether there are enough cases."""
        return self.of >= ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        """The lowest and the highest share that these cases go with, 0 to 1."""
        if not self.of:
            return 0.0, 1.0
        share, square = self.hits / self.of, _Z * _Z
        middle = share + square / (2 * self.of)
        half = _Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        whole = 1 + square / self.of
        return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


@dataclass(frozen=True, slots=True)
class Difference:
    """The highest of some shares, and those that are surely below it, by their names."""

    higher: str
    lower: tuple[str, ...]


def difference(shares: Mapping[str, Share]) -> Difference | None:
    """The difference that some shares show; None where the intervals overlap, or too few tell."""
    known = {name: share for name, share in shares.items() if share.tells}
    if not known:
        return None
    higher = max(known, key=lambda name: known[name].interval[0])
    floor = known[higher].interval[0]
    lower = tuple(name for name, share in known.items() if share.interval[1] < floor)
    return Difference(higher, lower) if lower else None
