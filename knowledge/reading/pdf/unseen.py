"""Page's text in a PDF that nobody sees: it is put off before the page is read.

| text | is not read where |
|---|---|
| without a colour, or transparent | always, but where it was read off what is drawn, as of a scan |
| by which others are clipped | always, but where something is cut out by its letters |
| below two points | always; on a small page less, for a page is enlarged |
| outside of the page | always |
| in the colour of what is behind it, below a box, of a layer | the page looks the same without |

Most pages are not looked at so: white text on a dark box or on a picture is seen, and so is black
text with nothing above it.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from pypdfium2 import PdfPage

from knowledge.reading.pdf.boxes import (
    area_of,
    both,
    boxes_of,
    holds,
    is_area,
    is_outside,
    meets,
)
from knowledge.reading.pdf.look import ALIKE, box_around, put_off, put_off_unshown, text_lines
from knowledge.reading.pdf.objects import (
    CLIPS,
    IMAGE,
    PATH,
    TEXT,
    Box,
    PageObject,
    colour_of,
    is_clipped,
    is_filled,
    is_invisible,
    is_of_a_layer,
    mode_of,
    objects_of,
    page_box,
    size_of,
)

_SMALLEST = 2.0
_OF_THE_HEIGHT = 400
"""A page is so many times as high as the smallest letters, if it is a small page."""
_SEE_THROUGH = 12
_SOLID = 250
_WHITE = (255, 255, 255)
_SCAN = 0.5
"""Of a page: how much of it pictures cover."""


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
    clear: list[PageObject] = []
    cut: list[PageObject] = []
    cut_out = _CutOut(objects)
    for at, text in texts:
        if is_outside(text.box, seen) or _is_tiny(text, smallest):
            put_off(text)
            continue
        if read_off.has(text):
            continue
        mode = mode_of(text)
        *colour, solid = colour_of(text, mode)
        if mode == CLIPS:
            put_off(text)
            cut += [text] if cut_out.has(at, text) else []
        elif is_invisible(mode) or solid < _SEE_THROUGH:
            put_off(text)
            clear.append(text)
        elif behind.may_hide(at, text.box, colour) or is_of_a_layer(text):
            doubtful.append(text)
    drawn = [*(_over_drawn(clear, objects) if clear else []), *text_lines(cut)]
    if doubtful or drawn:
        put_off_unshown(page, doubtful, drawn)


class _Scan:
    """Tells the text of a scan that was read off its picture."""

    def __init__(self, objects: Sequence[PageObject], seen: Box) -> None:
        self._pictures = [one.box for one in objects if one.kind == IMAGE]
        covered = sum(area_of(both(box, seen)) for box in self._pictures)
        self._is_scan = covered >= _SCAN * area_of(seen) and self._is_most_unseen(objects)

    @staticmethod
    def _is_most_unseen(objects: Sequence[PageObject]) -> bool:
        told = [
            (area_of(one.box), is_invisible(mode_of(one))) for one in objects if one.kind == TEXT
        ]
        return 2 * sum(size for size, unseen in told if unseen) > sum(size for size, _ in told)

    def has(self, text: PageObject) -> bool:
        """Whether a text stands on a scan's picture."""
        return self._is_scan and any(holds(box, text.box) for box in self._pictures)


class _Areas:
    """The areas of a page on which text may stand, or below which it may be hidden."""

    def __init__(self, objects: Sequence[PageObject]) -> None:
        found = [
            (at, one)
            for at, one in enumerate(objects)
            if one.kind != TEXT and is_area(one.box) and (one.kind != PATH or is_filled(one))
        ]
        self._areas = found
        self._boxes = boxes_of([one for _, one in found])
        filled = [(at, colour_of(one)) for at, one in found if one.kind == PATH]
        self._last = max((at for at, _ in filled), default=-1)
        self._shines_through = any(solid < _SOLID for _, (*_, solid) in filled)
        self._colours = {_WHITE, *((red, green, blue) for _, (red, green, blue, _) in filled)}
        self._is_of_one = dict[tuple[int, ...], bool]()

    def may_hide(self, at: int, box: Box, colour: Sequence[int]) -> bool:
        """Whether a text of a colour, drawn at its place in the order, may be unseen by them."""
        if at > self._last and not (self._shines_through or self._is_areas(tuple(colour))):
            return False
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, bottom, right, top = self._boxes
        around = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        below = None
        for place, one in (self._areas[found] for found in np.flatnonzero(around)):
            if place > at:
                return one.kind == PATH
            below = one
        if below is None:
            return _are_alike(colour, _WHITE)
        if below.kind != PATH:
            return False
        *other, solid = colour_of(below)
        return solid < _SOLID or _are_alike(colour, other)

    def _is_areas(self, colour: tuple[int, ...]) -> bool:
        """Whether a colour is that of an area; a page has few."""
        if colour not in self._is_of_one:
            self._is_of_one[colour] = any(_are_alike(colour, one) for one in self._colours)
        return self._is_of_one[colour]


class _CutOut:
    """Tells where something is drawn that is cut out by letters."""

    def __init__(self, objects: Sequence[PageObject]) -> None:
        self._objects = objects

    def has(self, at: int, text: PageObject) -> bool:
        """Whether what is drawn behind a text, as it may clip it, meets it."""
        places, boxes = self._clipped
        return bool((meets(text.box, boxes) & (places > at)).any())

    @cached_property
    def _clipped(self) -> tuple[np.ndarray, np.ndarray]:
        """Asked for where a page has such letters, which few have."""
        found = [at for at, one in enumerate(self._objects) if one.kind != TEXT and is_clipped(one)]
        return np.array(found), boxes_of([self._objects[at] for at in found])


def _over_drawn(
    clear: Sequence[PageObject], objects: Sequence[PageObject]
) -> list[list[PageObject]]:
    """Those lines below which something is drawn, and no other text or picture."""
    own = {id(text) for text in clear}
    drawn = boxes_of([one for one in objects if one.kind not in (TEXT, IMAGE)])
    others = boxes_of([one for one in objects if one.kind in (TEXT, IMAGE) and id(one) not in own])
    lines = [(box_around(line), line) for line in text_lines(clear)]
    return [line for box, line in lines if meets(box, drawn).any() and not meets(box, others).any()]


def _are_alike(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(abs(own - its) <= ALIKE for own, its in zip(one, other, strict=True))


def _is_tiny(text: PageObject, smallest: float) -> bool:
    """By its box too: a font may be made so that its letters are larger than it says."""
    left, bottom, right, top = text.box
    return min(right - left, top - bottom) < smallest and size_of(text) < smallest
