"""Page's objects in a PDF, in the order in which they are drawn: kind, place and look.

An object of a form that the page draws stands where the form puts it.
"""

import math
from collections.abc import Iterator
from ctypes import POINTER, byref, c_float, c_int, c_uint, c_ulong, cast, create_string_buffer
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix, PdfPage

TEXT, PATH, IMAGE = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
)
_DEEPEST = 8
_MOST = 20_000
"""Objects of a page; one that has more is a map or a plan, and no time is there to look closely."""
CLIPS = 7
_INVISIBLE = {3, CLIPS}
_STROKED = {1, 5}
_LAYER = "OC\0".encode("utf-16-le")

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class PageObject(NamedTuple):
    """An object of a page: its handle, its kind, where it stands, and how its form is placed."""

    raw: Any
    kind: int
    box: Box
    placed: PdfMatrix | None


def objects_of(page: PdfPage) -> list[PageObject]:
    """The texts, paths, pictures and shadings of a page; none where there are too many."""
    found: list[PageObject] = []
    for one in _within(page, None, 0):
        found.append(one)
        if len(found) > _MOST:
            return []
    return found


def page_box(page: PdfPage) -> Box:
    """What of a page is seen."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def mode_of(text: PageObject) -> int:
    """How the letters of a text are drawn: filled, stroked, not at all, or what is clipped by."""
    return pdfium.FPDFTextObj_GetTextRenderMode(text.raw)


def colour_of(one: PageObject, mode: int = 0) -> tuple[int, int, int, int]:
    """How an object is filled, or a text drawn: red, green, blue, and how solid, up to 255."""
    red, green, blue, solid = c_uint(), c_uint(), c_uint(), c_uint()
    ask = pdfium.FPDFPageObj_GetStrokeColor if mode in _STROKED else pdfium.FPDFPageObj_GetFillColor
    ask(one.raw, red, green, blue, solid)
    return red.value, green.value, blue.value, solid.value


def is_invisible(mode: int) -> bool:
    """Whether a text is not drawn itself, as those are not that a scan's picture is read as."""
    return mode in _INVISIBLE


def is_clipped(one: PageObject) -> bool:
    """Whether only what of an object stands in some shape is drawn, be it that of letters."""
    return pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(one.raw)) >= 0


def is_of_a_layer(text: PageObject) -> bool:
    """Whether a text is of a layer, which may be off."""
    marks = range(pdfium.FPDFPageObj_CountMarks(text.raw))
    return any(_is_layer(pdfium.FPDFPageObj_GetMark(text.raw, at)) for at in marks)


def _is_layer(mark: Any) -> bool:
    name = create_string_buffer(len(_LAYER))
    as_wide = cast(name, POINTER(pdfium.FPDF_WCHAR))
    is_known = pdfium.FPDFPageObjMark_GetName(mark, as_wide, len(_LAYER), byref(c_ulong()))
    return bool(is_known) and name.raw == _LAYER


def is_filled(path: PageObject) -> bool:
    """Whether a path is an area, and no line."""
    mode = c_int()
    pdfium.FPDFPath_GetDrawMode(path.raw, byref(mode), byref(c_int()))
    return mode.value != pdfium.FPDF_FILLMODE_NONE


def size_of(text: PageObject) -> float:
    """How large letters are on the page, in points: their height, or their width if it is less."""
    size = c_float()
    pdfium.FPDFTextObj_GetFontSize(text.raw, byref(size))
    own = _matrix(text.raw)
    whole = own.multiply(text.placed) if text.placed else own
    return size.value * min(math.hypot(whole.a, whole.b), math.hypot(whole.c, whole.d))


def _within(
    page: PdfPage, form: Any, depth: int, placed: PdfMatrix | None = None
) -> Iterator[PageObject]:
    if form is None:
        holder, count, get = page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    else:
        holder, count, get = form, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    left, bottom, right, top = (c_float() for _ in range(4))
    for at in range(count(holder)):
        raw = get(holder, at)
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _DEEPEST:
                own = _matrix(raw)
                yield from _within(page, raw, depth + 1, own.multiply(placed) if placed else own)
        elif pdfium.FPDFPageObj_GetBounds(
            raw, byref(left), byref(bottom), byref(right), byref(top)
        ):
            box = left.value, bottom.value, right.value, top.value
            yield PageObject(raw, kind, placed.on_rect(*box) if placed else box, placed)


def _matrix(raw: Any) -> PdfMatrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(raw, matrix)
    return PdfMatrix.from_raw(matrix)
