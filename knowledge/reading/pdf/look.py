"""Page's look in a PDF: which texts it shows, told by its picture with them and without.

A text is shown that makes a difference. One that is drawn without a colour makes none: it is shown
where the page has drawn its letters otherwise, as outlines or as a pattern that is cut out.
"""

from collections.abc import Sequence
from ctypes import byref, c_int

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from knowledge.reading.pdf.objects import Box, PageObject

ALIKE = 20
"""Of 255: how far two colours may be apart in red, green and blue, and are one to the eye."""
_SHOWS = 0.02
"""Of the place of a text: how much of it looks different where the text is seen."""
_FEWEST_INK, _MOST_INK = 0.1, 0.7
"""Of the place of a line: how much of it letters are."""
_LARGEST = 1_000
"""Pixels of a page, in height or width, as it is looked at."""


def put_off(text: PageObject) -> None:
    """Take a text out of what is drawn and read of a page."""
    pdfium.FPDFPageObj_SetIsActive(text.raw, False)


def put_off_unshown(
    page: PdfPage, doubtful: Sequence[PageObject], clear: Sequence[Sequence[PageObject]]
) -> None:
    """Put off those texts that a page does not show.

    Args:
        page: The page.
        doubtful: Texts that may be hidden, or in the colour of what is behind them.
        clear: Lines that are not drawn themselves and were put off, and where something is drawn.
    """
    before = _look(page) if doubtful else None
    for text in doubtful:
        put_off(text)
    after = _look(page)
    if before is not None:
        differs = _are_apart(before, after)
        for text in doubtful:
            place = differs[_pixels(page, text.box, differs.shape)]
            if place.size and place.mean() >= _SHOWS:
                _put_on(text)
    for line in clear:
        place = after[_pixels(page, box_around(line), after.shape)]
        if not place.size:
            continue
        ground = np.median(place.reshape(-1, place.shape[2]), axis=0)
        if _FEWEST_INK <= _are_apart(place, ground).mean() <= _MOST_INK:
            for text in line:
                _put_on(text)


def text_lines(texts: Sequence[PageObject]) -> list[list[PageObject]]:
    """Texts that follow each other at one height: a program may draw letter by letter."""
    lines: list[list[PageObject]] = []
    low, high = 0.0, 0.0
    for text in texts:
        _, bottom, _, top = text.box
        if lines and low <= (bottom + top) / 2 <= high:
            lines[-1].append(text)
            low, high = min(low, bottom), max(high, top)
        else:
            lines.append([text])
            low, high = bottom, top
    return lines


def box_around(line: Sequence[PageObject]) -> Box:
    """Where a line stands."""
    lefts, bottoms, rights, tops = zip(*(one.box for one in line), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _put_on(text: PageObject) -> None:
    pdfium.FPDFPageObj_SetIsActive(text.raw, True)


def _look(page: PdfPage) -> np.ndarray:
    """What a page looks like, in red, green and blue."""
    scale = min(1.0, _LARGEST / max(page.get_size()))
    picture = page.render(scale, may_draw_forms=False, draw_annots=False)  # pyright: ignore[reportArgumentType]
    return picture.to_numpy()[:, :, :3].astype(np.int16)


def _are_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two pictures differ."""
    red, green, blue = np.moveaxis(np.abs(one - other), 2, 0)
    return np.maximum(np.maximum(red, green), blue) > ALIKE


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
