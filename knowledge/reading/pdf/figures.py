"""Page's figures in a PDF, whose last digits are small: the cents of a price, a footnote's mark.

12 and a raised 99, "euros" near it      12,99
$12 and a raised 99                      $12.99
20 and a raised 1                        20¹
"""

import re
from collections.abc import Iterable, Mapping

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from knowledge.reading.pdf.page_text import PageText
from knowledge.reading.pdf.tables import PageLine
from knowledge.reading.raised import raised

_FIGURE = re.compile(r"(?<![\d.,])\d{2,8}(?![\d.,])", re.ASCII)
_SMALLER = 0.8
"""Times the size of the first digit."""
_CENTS = 2
_POINT = re.compile(r"[£$]|\b(?:usd|gbp|chf|dollars?|pounds?)\b", re.IGNORECASE)
_COMMA = re.compile(r"€|\b(?:eur|euros?)\b", re.IGNORECASE)
_NEAR = 8
"""Characters before and behind a figure in which its currency stands."""


def figures_of(text: PageText) -> Mapping[str, str]:
    """What figures of a page are, by how its text has them; none that stands there both ways."""
    if not text.is_counted:
        return {}
    found: dict[str, set[str]] = {}
    for figure in _FIGURE.finditer(text.whole):
        near = text.whole[max(0, figure.start() - _NEAR) : figure.end() + _NEAR]
        found.setdefault(figure[0], set()).add(_read(text.page, figure, near))
    return {
        figure: one
        for figure, ways in found.items()
        if len(ways) == 1 and (one := next(iter(ways))) != figure
    }


def _read(page: PdfTextPage, figure: re.Match[str], near: str) -> str:
    sizes = [pdfium.FPDFText_GetFontSize(page, at) for at in range(*figure.span())]
    large = next((at for at, size in enumerate(sizes) if size <= _SMALLER * sizes[0]), len(sizes))
    whole, small = figure[0][:large], figure[0][large:]
    if not small or len(small) > _CENTS or max(sizes[large:]) > _SMALLER * sizes[0]:
        return figure[0]
    if len(small) == _CENTS and _POINT.search(near):
        return f"{whole}.{small}"
    if len(small) == _CENTS and _COMMA.search(near):
        return f"{whole},{small}"
    return whole + raised(small)


def with_figures(lines: Iterable[PageLine], figures: Mapping[str, str]) -> list[PageLine]:
    """The lines of a page with its figures as they are."""
    if not figures:
        return list(lines)
    return [
        line._replace(text=_FIGURE.sub(lambda one: figures.get(one[0], one[0]), line.text))
        for line in lines
    ]
