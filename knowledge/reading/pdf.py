"""PDF reader: the text of each page, in paragraphs, without what stands on each of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from threading import Lock

from pypdfium2 import PdfDocument, PdfiumError, PdfTextPage

from knowledge.errors import DocumentError
from knowledge.reading.block import Block, Content, one_line, paragraph
from knowledge.reading.pdf_columns import Run, lines_by_column

MOST_PAGES = 2_000
_ONE_AT_A_TIME = Lock()  # PDFium knows no threads: two documents at once end the process
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u0002]\s*\n\s*(?=[^\W\d_])")
_EDGE_LINES = 2
_FEWEST_BESIDE = 4
_MOST_BESIDE = 200
_FEWEST_PAGES = 3
_NUMBERS = re.compile(r"(?<!\d)\d{1,6}(?!\d)")
_SHORT = 0.7  # of the longest line: a line that ends sooner ends a paragraph
_ENDS = (".", "!", "?", ":", ";", "…")


def read(data: bytes, name: str) -> Content:
    """The content of a PDF.

    Raises:
        DocumentError: It is none, has a password, too many pages, or no text.
    """
    with _ONE_AT_A_TIME:
        pages, title = _taken(data, name)
    if not any(map(any, pages)):
        raise DocumentError(
            f"{name}: the PDF has no text, as a scan has none; give one that was made with text"
            " recognition"
        )
    repeated = _repeated(pages)
    blocks = [
        block
        for number, lines in enumerate(pages, 1)
        for block in _paragraphs(_without(repeated, lines, number), number)
    ]
    return Content(blocks, title or None)


def _taken(data: bytes, name: str) -> tuple[list[list[str]], str]:
    """The lines of each page, and the title."""
    document = _opened(data, name)
    try:
        if len(document) > MOST_PAGES:
            raise DocumentError(
                f"{name}: {len(document)} pages are more than {MOST_PAGES}; give it in parts"
            )
        pages = [_lines(document, place) for place in range(len(document))]
        return pages, one_line(document.get_metadata_value("Title") or "")
    except PdfiumError as error:
        raise DocumentError(f"{name}: the PDF is damaged: {error}") from None
    finally:
        document.close()


def _opened(data: bytes, name: str) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            message = f"{name}: the PDF has a password; give it without one"
        else:
            message = f"{name}: the PDF is damaged, or is none; open it, and save it anew"
        raise DocumentError(message) from None


def _lines(document: PdfDocument, place: int) -> list[str]:
    """The lines of a page, words that are parted at a line's end as one."""
    page = document[place]
    try:
        text = _text(page.get_textpage())
    finally:
        page.close()
    return [line.strip() for line in _HYPHEN.sub("", text.replace("\r\n", "\n")).split("\n")]


def _text(page: PdfTextPage) -> str:
    """The text of a page, a line a line."""
    boxes = [page.get_rect(place) for place in range(page.count_rects())]
    beside = sum(abs(one[1] - two[1]) < 1 and one[2] < two[0] for one, two in pairwise(boxes))
    if _FEWEST_BESIDE <= beside <= _MOST_BESIDE:  # else no two columns, and no time to look closely
        runs = [Run(*box, text=page.get_text_bounded(*box).strip()) for box in boxes]
        if lines := lines_by_column(runs):
            return "\n".join(lines)
    return page.get_text_range()


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """The lines at the top and the bottom that stand on most pages, but for the page's number."""
    shapes: Counter[str] = Counter()
    for page, lines in enumerate(pages, 1):
        filled = [line for line in lines if line]
        edges = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
        shapes.update({shape for line in edges for shape in _shapes(line, page)})
    most = max(_FEWEST_PAGES, len(pages) // 2 + 1)
    return {shape for shape, count in shapes.items() if count >= most}


def _without(repeated: set[str], lines: Sequence[str], page: int) -> Sequence[str]:
    """A page without its repeated lines; one that has no others keeps them."""
    filled = [place for place, line in enumerate(lines) if line]
    edges = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
    left = [
        line
        for place, line in enumerate(lines)
        if place not in edges or repeated.isdisjoint(_shapes(line, page))
    ]
    return left if any(left) else lines


def _shapes(line: str, page: int) -> set[str]:
    """A line as it stands, and as it stands on any page, by its first or its last number."""
    found = [*_NUMBERS.finditer(line)]
    counted = (
        f"{line[: n.start()]}#{int(n[0]) - page}{line[n.end() :]}" for n in found[:1] + found[-1:]
    )
    return {line, *counted}


def _paragraphs(lines: Sequence[str], page: int) -> Iterator[Block]:
    longest = max(map(len, lines), default=0)
    words: list[str] = []
    for line in lines:
        if line:
            words.append(line)
        is_end = not line or (len(line) < _SHORT * longest and line.endswith(_ENDS))
        if is_end and words:
            yield paragraph(" ".join(words), page)
            words = []
    if words:
        yield paragraph(" ".join(words), page)
