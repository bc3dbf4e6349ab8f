"""Boxes on a page of a PDF: which meet, how large they are, what of them is beside the page."""

from collections.abc import Sequence

import numpy as np

from knowledge.reading.pdf.objects import Box, PageObject

_FEWEST_POINTS = 4
"""How high and how wide an area is that letters may stand on; less is a line."""


def boxes_of(objects: Sequence[PageObject]) -> np.ndarray:
    """The boxes of some objects, a column each."""
    return np.array([one.box for one in objects]).reshape(-1, 4).T


def meets(box: Box, boxes: np.ndarray) -> np.ndarray:
    """Which boxes have something in common with one."""
    left, bottom, right, top = boxes
    return (left < box[2]) & (box[0] < right) & (bottom < box[3]) & (box[1] < top)


def is_outside(box: Box, seen: Box) -> bool:
    """Whether nothing of a box stands in what is seen."""
    return box[2] <= seen[0] or box[0] >= seen[2] or box[3] <= seen[1] or box[1] >= seen[3]


def is_area(box: Box) -> bool:
    """Whether letters may stand on it."""
    return box[2] - box[0] >= _FEWEST_POINTS and box[3] - box[1] >= _FEWEST_POINTS


def both(one: Box, other: Box) -> Box:
    """What two boxes have in common."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))


def area_of(box: Box) -> float:
    """How large a box is, in square points."""
    return (box[2] - box[0]) * (box[3] - box[1])


def holds(box: Box, other: Box) -> bool:
    """Whether the middle of another box stands in one."""
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
