"""Recall of a search: how early the right passages come."""

from collections.abc import Sequence
from typing import NamedTuple


class Recall(NamedTuple):
    """Figures from 0 to 1.

    Attributes:
        first: The share of questions of which the right one comes first.
        first_three: The share of those of which it is among the first three.
        mrr: The mean of 1 by its place; 0 where it was not found.
    """

    first: float
    first_three: float
    mrr: float


def recall(places: Sequence[int | None]) -> Recall:
    """The recall by the place of each question's first right one, from 1; None: not found."""
    first, first_three = (
        sum(bool(place and place <= most) for place in places) / len(places) for most in (1, 3)
    )
    return Recall(first, first_three, sum(1 / place for place in places if place) / len(places))
