"""Document's headings in a PDF, which names none: its larger lines, and those that are bold.

    17 pt   Rescue                     level 1: the largest
    13 pt   Fees                       level 2
    10 pt   A mission costs 120 euros. text: most letters have its size
    10 pt   **Opening hours**          below the others, where the text is not bold

A line that is long, ends as a sentence does, or has a price is none.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from knowledge.reading.block import one_line
from knowledge.reading.pdf.page_text import PageText

_LARGER = 1.15
"""Times the text's size."""
_MOST_LEVELS = 5
_BOLD_LEVEL = 6
_LONGEST = 120
_LONGEST_BOLD = 80
_NO_HEADING = (".", ";", ",", "…")
_PRICE = re.compile(
    r"[€$£]\s?\d|\d\s?(?:[€$£%]|(?:euros?|eur|usd|gbp|chf|dollars?|pounds?)\b)", re.IGNORECASE
)
_NAME_BYTES = 128
_SAMPLED = 200
_BOLD = (b"bold", b"black", b"heavy", b"semibold", b"demi")
_MOST_HEADINGS = 0.5
"""Of a document's letters: where more would be in headings, none is one."""


class LineLook(NamedTuple):
    """Look of a line: its size in points, whether it is bold from its first letter to its last.

    A line is not known where its font does not say which letters it draws.
    """

    text: str
    size: float
    is_bold: bool
    is_known: bool = True


def looks_of(text: PageText) -> list[LineLook]:
    """How the lines of a page look; none where its letters can't be counted one by one.

    Of a page whose letters are unknown, it is one line of as many.
    """
    page, count = text.page, text.count
    if not text.is_counted:
        some = range(0, count, max(1, count // _SAMPLED))
        unknown = sum(pdfium.FPDFText_HasUnicodeMapError(page, at) for at in some)
        is_known = unknown <= len(some) / 2
        return [] if is_known else [LineLook("?" * count, 0, is_bold=False, is_known=False)]
    found: list[LineLook] = []
    at = 0
    for line in text.whole.split("\n"):
        words = line.strip()
        if words:
            first = at + line.index(words[0])
            last = first + len(words) - 1
            bold = _is_bold(page, first) and _is_bold(page, last)
            places = {first, (first + last) // 2, last}
            known = not all(pdfium.FPDFText_HasUnicodeMapError(page, one) for one in places)
            found.append(LineLook(one_line(words), _size(page, first), bold, known))
        at += len(line) + 1
    return found


def are_unknown(pages: Sequence[Sequence[LineLook]]) -> bool:
    """Whether most letters of a document are told by no font."""
    letters = Counter[bool]()
    for look in (look for page in pages for look in page):
        letters[look.is_known] += len(look.text)
    return letters[False] > letters[True]


def levels_of(pages: Sequence[Sequence[LineLook]]) -> list[Mapping[str, int]]:
    """The level of each heading, by its text, page by page."""
    looks = [look for page in pages for look in page if look.is_known]
    letters = Counter[float]()
    bold = 0
    for look in looks:
        letters[look.size] += len(look.text)
        bold += len(look.text) if look.is_bold else 0
    if not looks:
        return [{} for _ in pages]
    text_size = letters.most_common(1)[0][0]
    larger = sorted({one.size for one in looks if one.size >= text_size * _LARGER}, reverse=True)
    levels = {size: min(level, _MOST_LEVELS) for level, size in enumerate(larger, 1)}
    has_bold_text = bold > letters.total() / 2

    def level(look: LineLook) -> int:
        if len(look.text) > _LONGEST or look.text.endswith(_NO_HEADING) or not _names(look.text):
            return 0
        if look.size in levels:
            return levels[look.size]
        is_short = len(look.text) <= _LONGEST_BOLD
        return _BOLD_LEVEL if look.is_bold and is_short and not has_bold_text else 0

    found = [{look.text: at for look in page if (at := level(look))} for page in pages]
    is_too_many = (
        sum(len(text) for page in found for text in page) > _MOST_HEADINGS * letters.total()
    )
    return [{} for _ in pages] if is_too_many else list(found)


def _names(text: str) -> bool:
    """Whether a line may name what stands below it: it has words, and is no price."""
    return sum(map(str.isalpha, text)) > 1 and not _PRICE.search(text)


def _size(page: PdfTextPage, at: int) -> float:
    """Of a letter, as it stands on the page, to half a point."""
    matrix = pdfium.FS_MATRIX()
    scale = math.hypot(matrix.b, matrix.d) if pdfium.FPDFText_GetMatrix(page, at, matrix) else 1.0
    return round(pdfium.FPDFText_GetFontSize(page, at) * scale * 2) / 2


def _is_bold(page: PdfTextPage, at: int) -> bool:
    name = ctypes.create_string_buffer(_NAME_BYTES)
    pdfium.FPDFText_GetFontInfo(page, at, name, _NAME_BYTES, ctypes.c_int())
    called = name.value.lower()
    return any(word in called for word in _BOLD)
