"""Page's text in a PDF that nobody sees: it is put off before the page is read.

| text | is not read where |
|---|---|
| without a colour, or transparent | always, but on a scan, whose picture it was read off |
| below two points | always; on a small page less, for a page is enlarged |
| outside of the page | always |
| in the colour of what is behind it, or below a box | the page looks the same without it |

Most pages are not looked at so: white text on a dark box or on a picture is seen, and so is black
text with nothing above it.
"""

from collections.abc import Sequence
from ctypes import byref, c_int
from itertools import compress

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from knowledge.reading.pdf_objects import (
    IMAGE,
    PATH,
    TEXT,
    Box,
    PageObject,
    colour_of,
    is_filled,
    is_invisible,
    objects_of,
    page_box,
    size_of,
)

_SMALLEST = 2.0
_OF_THE_HEIGHT = 400
"""A page is so many times as high as the smallest letters, if it is a small page."""
_ALIKE = 20
"""Of 255: how far two colours may be apart in red, green and blue, and are one to the eye."""
_SEE_THROUGH = 12
_SOLID = 250
_WHITE = (255, 255, 255)
_FEWEST_POINTS = 4
"""How high and how wide an area is that letters may stand on; less is a line."""
_SCAN = 0.5
"""Of a page: how much of it pictures cover."""
_SHOWS = 0.02
"""Of the place of a text: how much of it looks different where the text is seen."""
_LARGEST = 1_000
"""Pixels of a page, in height or width, as it is looked at."""


def put_off_unseen(page: PdfPage) -> None:
    """Take out of a page's text what nobody sees of it; to be done before its text is asked for."""
    objects = objects_of(page)
    texts = [(at, one) for at, one in enumerate(objects) if one.kind == TEXT]
    if not texts:
        return
    seen = page_box(page)
    read_off = _Scan(objects, seen)
    smallest = min(_SMALLEST, (seen[3] - seen[1]) / _OF_THE_HEIGHT)
    behind = _Areas(objects)
    doubtful: list[PageObject] = []
    for at, text in texts:
        if read_off.has(text):
            continue
        *colour, solid = colour_of(text)
        is_clear = is_invisible(text) or solid < _SEE_THROUGH
        if is_clear or _is_outside(text.box, seen) or _is_tiny(text, smallest):
            _put_off(text)
        elif behind.may_hide(at, text.box, colour):
            doubtful.append(text)
    if doubtful:
        _put_off_unshown(page, doubtful)


class _Scan:
    """Tells the text of a scan that was read off its picture."""

    def __init__(self, objects: Sequence[PageObject], seen: Box) -> None:
        self._pictures = [one.box for one in objects if one.kind == IMAGE]
        covered = sum(_size(_both(box, seen)) for box in self._pictures)
        self._is_scan = covered >= _SCAN * _size(seen) and self._is_most_unseen(objects)

    @staticmethod
    def _is_most_unseen(objects: Sequence[PageObject]) -> bool:
        told = [(_size(one.box), is_invisible(one)) for one in objects if one.kind == TEXT]
        return 2 * sum(size for size, unseen in told if unseen) > sum(size for size, _ in told)

    def has(self, text: PageObject) -> bool:
        """Whether a text stands on a scan's picture."""
        return self._is_scan and any(_holds(box, text.box) for box in self._pictures)


class _Areas:
    """The areas of a page on which text may stand, or below which it may be hidden."""

    def __init__(self, objects: Sequence[PageObject]) -> None:
        found = [
            (at, one)
            for at, one in enumerate(objects)
            if one.kind != TEXT and _is_area(one.box) and (one.kind != PATH or is_filled(one))
        ]
        self._areas = found
        self._boxes = np.array([one.box for _, one in found]).reshape(-1, 4)
        filled = [(at, colour_of(one)) for at, one in found if one.kind == PATH]
        self._last = max((at for at, _ in filled), default=-1)
        self._shines_through = any(solid < _SOLID for _, (*_, solid) in filled)
        self._colours = {_WHITE, *((red, green, blue) for _, (red, green, blue, _) in filled)}

    def may_hide(self, at: int, box: Box, colour: Sequence[int]) -> bool:
        """Whether a text of a colour, drawn at its place in the order, may be unseen by them."""
        is_of_one = self._shines_through or any(_are_alike(colour, one) for one in self._colours)
        if at > self._last and not is_of_one:
            return False
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, bottom, right, top = self._boxes.T
        around = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        below = None
        for place, one in compress(self._areas, around):
            if place > at:
                return one.kind == PATH
            below = one
        if below is None:
            return _are_alike(colour, _WHITE)
        if below.kind != PATH:
            return False
        *other, solid = colour_of(below)
        return solid < _SOLID or _are_alike(colour, other)


def _put_off_unshown(page: PdfPage, texts: Sequence[PageObject]) -> None:
    """Put off those texts without which the page looks the same."""
    before = _look(page)
    for text in texts:
        _put_off(text)
    red, green, blue = np.moveaxis(np.abs(before - _look(page)), 2, 0)
    differs = np.maximum(np.maximum(red, green), blue) > _ALIKE
    for text in texts:
        place = differs[_pixels(page, text.box, differs.shape)]
        if place.size and place.mean() >= _SHOWS:
            pdfium.FPDFPageObj_SetIsActive(text.raw, True)


def _put_off(text: PageObject) -> None:
    pdfium.FPDFPageObj_SetIsActive(text.raw, False)


def _look(page: PdfPage) -> np.ndarray:
    """What a page looks like, in red, green and blue."""
    scale = min(1.0, _LARGEST / max(page.get_size()))
    picture = page.render(scale, may_draw_forms=False, draw_annots=False)  # pyright: ignore[reportArgumentType]
    return picture.to_numpy()[:, :, :3].astype(np.int16)


def _pixels(page: PdfPage, box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Where a box of a page stands in its picture."""
    high, wide = shape[:2]
    corners: list[tuple[int, int]] = []
    for x, y in (box[:2], box[2:]):
        right, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, wide, high, 0, x, y, byref(right), byref(down))
        corners.append((right.value, down.value))
    (left, right), (top, bottom) = (sorted(ends) for ends in zip(*corners, strict=True))
    return slice(max(top, 0), max(bottom, 0) + 1), slice(max(left, 0), max(right, 0) + 1)


def _are_alike(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(abs(own - its) <= _ALIKE for own, its in zip(one, other, strict=True))


def _is_tiny(text: PageObject, smallest: float) -> bool:
    """By its box too: a font may be made so that its letters are larger than it says."""
    left, bottom, right, top = text.box
    return size_of(text) < smallest and min(right - left, top - bottom) < smallest


def _is_outside(box: Box, seen: Box) -> bool:
    return box[2] <= seen[0] or box[0] >= seen[2] or box[3] <= seen[1] or box[1] >= seen[3]


def _is_area(box: Box) -> bool:
    return box[2] - box[0] >= _FEWEST_POINTS and box[3] - box[1] >= _FEWEST_POINTS


def _both(one: Box, other: Box) -> Box:
    """What two boxes have in common."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(left, min(one[2], other[2])), max(bottom, min(one[3], other[3]))


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(box: Box, other: Box) -> bool:
    """Whether the middle of another box stands in one."""
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
