"""Quantile of figures, by nearest rank: always one of them."""

from collections.abc import Iterable
from math import ceil
from typing import TypeVar

Figure = TypeVar("Figure", int, float)


def quantile(values: Iterable[Figure], q: float) -> Figure:
    """The value that a share `q` of all, above 0 and up to 1, has at most; there is at least one.

    Raises:
        IndexError: There is none.
    """
    ordered = sorted(values)
    return ordered[ceil(q * len(ordered)) - 1]
