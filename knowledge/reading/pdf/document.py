"""PDF reader: the paragraphs and rows of each page, without what stands on most of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from threading import Lock

from pypdfium2 import PdfDocument, PdfiumError

from knowledge.errors import DocumentError
from knowledge.reading.block import Content, one_line
from knowledge.reading.pdf.columns import WordRun, lines_of
from knowledge.reading.pdf.figures import figures_of, with_figures
from knowledge.reading.pdf.headings import LineLook, are_unknown, levels_of, looks_of
from knowledge.reading.pdf.notes import opened
from knowledge.reading.pdf.page_runs import runs_of
from knowledge.reading.pdf.page_text import PageText
from knowledge.reading.pdf.paragraphs import HYPHEN, over_pages, paragraphs_of
from knowledge.reading.pdf.regions import regions_of
from knowledge.reading.pdf.table_place import Table
from knowledge.reading.pdf.tables import PageLine, PageLines, lines_with_tables
from knowledge.reading.pdf.unseen import put_off_unseen

MOST_PAGES = 2_000
_ONE_AT_A_TIME = Lock()  # PDFium knows no threads: two documents at once end the process
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_EDGE_LINES = 2
_FEWEST_PAGES = 3
_NUMBERS = re.compile(r"(?<!\d)\d{1,6}(?!\d)")


def read(data: bytes, name: str) -> Content:
    """The content of a PDF.

    Raises:
        DocumentError: It is none, has a password, too many pages, or no text.
    """
    with _ONE_AT_A_TIME:
        pages, title = _taken(data, name)
    if not any(line.text for page in pages for line in page):
        raise DocumentError(
            f"{name}: the PDF has no text, as a scan has none; give one that was made with text"
            " recognition"
        )
    repeated = _repeated(pages)
    blocks = [
        block
        for number, lines in enumerate(pages, 1)
        for block in paragraphs_of(_without(repeated, lines, number), number)
    ]
    first = next((block.text for block in blocks if block.level == 1), None)
    return Content(list(over_pages(blocks)), title or first)


def _taken(data: bytes, name: str) -> tuple[list[list[PageLine]], str]:
    """The lines of each page, and the title."""
    document = _opened(data, name)
    try:
        if len(document) > MOST_PAGES:
            raise DocumentError(
                f"{name}: {len(document)} pages are more than {MOST_PAGES}; give it in parts"
            )
        looks: list[list[LineLook]] = []
        pages: list[list[PageLine]] = []
        table = None
        for place in range(len(document)):
            lines, table = _lines(document, place, table, looks)
            pages.append(lines)
        if are_unknown(looks):
            raise DocumentError(
                f"{name}: the PDF's fonts don't say which letters they draw; give one that was"
                " made with text recognition"
            )
        for lines, levels in zip(pages, levels_of(looks), strict=True):
            lines[:] = [line._replace(level=levels.get(one_line(line.text), 0)) for line in lines]
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


def _lines(
    document: PdfDocument, place: int, before: Table | None, looks: list[list[LineLook]]
) -> PageLines:
    """The lines of a page, words that are parted at a line's end as one; rows of tables whole.

    A table with which the page before has ended may go on. How the lines look is added to `looks`.
    """
    page, has_notes = opened(document, place)
    try:
        put_off_unseen(page)
        text = PageText(page.get_textpage())
        looks.append(looks_of(text))
        figures = figures_of(text)
        runs = runs_of(text, before, has_notes=has_notes)
        if not (regions := regions_of(runs)) and (found := lines_with_tables(runs, before)):
            return found._replace(lines=with_figures(_whole(found.lines), figures))
        if regions or has_notes:
            lines = [line for region in regions or [runs] for line in _region(region)]
            return PageLines(with_figures(_whole(lines), figures), None)
        return PageLines(with_figures(_parted(text.whole.replace("\r\n", "\n")), figures), None)
    finally:
        page.close()


def _region(runs: Sequence[WordRun]) -> Sequence[PageLine]:
    """The lines of a region, and the rows of its tables."""
    if found := lines_with_tables(runs):
        return found.lines
    return [PageLine(" ".join(run.text for run in line)) for line in lines_of(runs)]


def _whole(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    for is_row, some in groupby(lines, key=lambda line: line.is_row):
        own = list(some)
        yield from own if is_row else _parted("\n".join(line.text for line in own))


def _parted(text: str) -> list[PageLine]:
    return [PageLine(line.strip()) for line in HYPHEN.sub("", text).split("\n")]


def _repeated(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    """The lines at the top and the bottom that stand on most pages, but for the page's number."""
    shapes: Counter[str] = Counter()
    for page, lines in enumerate(pages, 1):
        filled = [line.text for line in lines if line.text]
        edges = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
        shapes.update({shape for line in edges for shape in _shapes(line, page)})
    most = max(_FEWEST_PAGES, len(pages) // 2 + 1)
    return {shape for shape, count in shapes.items() if count >= most}


def _without(repeated: set[str], lines: Sequence[PageLine], page: int) -> Sequence[PageLine]:
    """A page without its repeated lines; one that has no others keeps them."""
    filled = [place for place, line in enumerate(lines) if line.text]
    edges = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
    left = [
        line
        for place, line in enumerate(lines)
        if place not in edges or repeated.isdisjoint(_shapes(line.text, page))
    ]
    return left if any(line.text for line in left) else lines


def _shapes(line: str, page: int) -> set[str]:
    """A line as it stands, and as it stands on any page, by its first or its last number."""
    found = [*_NUMBERS.finditer(line)]
    counted = (
        f"{line[: n.start()]}#{int(n[0]) - page}{line[n.end() :]}" for n in found[:1] + found[-1:]
    )
    return {line, *counted}
