"""Page's text in a PDF, read once for all who ask for it."""

import re
from ctypes import c_ushort, sizeof, string_at
from functools import cached_property
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]")
_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class PageText:
    """The text of a page.

    Attributes:
        page: What PDFium tells of each of its characters.
        whole: All of it, in the order of the file.
    """

    def __init__(self, page: PdfTextPage) -> None:
        """Read it."""
        self.page = page
        self.whole = page.get_text_range()

    @cached_property
    def count(self) -> int:
        """How many characters PDFium tells of."""
        return self.page.count_chars()

    @property
    def is_counted(self) -> bool:
        """Whether the characters of `whole` are those that PDFium tells of, one by one."""
        return len(self.whole) == self.count

    @cached_property
    def has_blanks(self) -> bool:
        """Whether the file itself writes blanks: all of a run may be some. So, too, if in doubt."""
        if not self.is_counted:
            return True
        # A line end is PDFium's own, and so is most of what it tells a word's end by.
        blanks = (found.start() for found in _BLANK.finditer(self.whole))
        return any(pdfium.FPDFText_IsGenerated(self.page, at) != 1 for at in blanks)

    def boxes(self, most: int) -> list[_Box]:
        """Where its runs stand, in the order of the file; none where there are more than `most`."""
        count = self.page.count_rects()
        return [self.page.get_rect(at) for at in range(count)] if count <= most else []

    def within(self, box: _Box) -> str:
        """The text that stands in a box, as `page.get_text_bounded` tells it in twice the time."""
        left, bottom, right, top = box
        found = pdfium.FPDFText_GetBoundedText(
            self.page, left, top, right, bottom, self._buffer, len(self._buffer)
        )
        told = string_at(self._buffer, found * sizeof(c_ushort)).decode("utf-16-le", "ignore")
        return told.removesuffix("\0")  # where there is room for it, it is told too

    @cached_property
    def _buffer(self) -> Any:
        """Room for all text of the page, each character of two parts, and line ends between all."""
        return (c_ushort * (4 * self.count + 4))()
