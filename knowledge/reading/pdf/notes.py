"""Page's form in a PDF and the notes that are typed on it: what they show is text of the page.

A value or a note that has no look of its own, as some programs leave it to whoever shows it, is put
where it would be shown. What is hidden, and a button's name, are left out.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

_SHOWN_AS_TEXT = {pdfium.FPDF_ANNOT_WIDGET: b"V", pdfium.FPDF_ANNOT_FREETEXT: b"Contents"}
"""The kinds, and where each has its words."""
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_PUSHED = 1 << 16
_SECRET = 1 << 13
_SIZE = 10.0
_LEADING = 12.0
_FONT, _ENCODING = b"Helvetica", "cp1252"


class _Unshown(NamedTuple):
    """A text without a look of its own, and where its first line begins."""

    text: str
    left: float
    top: float


def opened(document: PdfDocument, place: int) -> tuple[PdfPage, bool]:
    """A page, to be closed, and whether something is filled in or typed on it.

    That is behind all other text of the page, wherever it stands.
    """
    page = document[place]
    found = list(_notes(page))
    if not found:
        return page, False
    unshown = [one for one in found if one.text]
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[place]
    for one in unshown:
        for at, line in enumerate(_told(one.text).splitlines()):
            _put(document, page, line, one.left, one.top - _LEADING * (at + 1))
    return page, True


def _notes(page: PdfPage) -> Iterator[_Unshown]:
    """What is to be shown; those that have a look of their own without their text."""
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        with _annotation(page, at) as note:
            where = _SHOWN_AS_TEXT.get(pdfium.FPDFAnnot_GetSubtype(note))
            if where is None or pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
                continue
            flags = _flags(note)
            if flags & _PUSHED and _said(note, b"FT") == "Btn":
                hidden = pdfium.FPDFAnnot_GetFlags(note) | pdfium.FPDF_ANNOT_FLAG_HIDDEN
                pdfium.FPDFAnnot_SetFlags(note, hidden)
                continue
            rect = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(note, rect)
            has_look = pdfium.FPDFAnnot_HasKey(note, b"AP")
            text = "" if has_look or flags & _SECRET else _said(note, where)
            yield _Unshown(text, rect.left, max(rect.top, rect.bottom))


@contextmanager
def _annotation(page: PdfPage, at: int) -> Iterator[Any]:
    note = pdfium.FPDFPage_GetAnnot(page, at)
    try:
        yield note
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _flags(note: Any) -> int:
    """Of a field of a form."""
    number = ctypes.c_float()
    pdfium.FPDFAnnot_GetNumberValue(note, b"Ff", number)
    return int(number.value)


def _said(note: Any, where: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, where, None, 0)
    text = ctypes.create_string_buffer(size)
    as_wide = ctypes.cast(text, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(note, where, as_wide, size)
    return text.raw.decode("utf-16-le", "ignore").rstrip("\0")


def _told(text: str) -> str:
    """A text without what the font has no letters for."""
    return text.encode(_ENCODING, "ignore").decode(_ENCODING)


def _put(document: PdfDocument, page: PdfPage, line: str, left: float, bottom: float) -> None:
    made = pdfium.FPDFPageObj_NewTextObj(document, _FONT, _SIZE)
    wide = ctypes.create_string_buffer(f"{line}\0".encode("utf-16-le"))
    pdfium.FPDFText_SetText(made, ctypes.cast(wide, ctypes.POINTER(pdfium.FPDF_WCHAR)))
    pdfium.FPDFPageObj_Transform(made, 1, 0, 0, 1, left, bottom)
    pdfium.FPDFPage_InsertObject(page, made)
