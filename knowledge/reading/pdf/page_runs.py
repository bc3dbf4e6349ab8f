"""Word runs of a PDF's page, and their texts, where they may be columns or a table's cells.

To ask PDFium for the text of a cell takes it longer than all else of a page that is made word by
word. By where the cells stand most pages of prose are no table, and then nothing is asked.
"""

from collections import Counter
from collections.abc import Iterable

from knowledge.reading.block import one_line
from knowledge.reading.pdf.columns import WordRun, joined, lines_of, may_be_columns
from knowledge.reading.pdf.page_text import PageText
from knowledge.reading.pdf.table_place import Table, may_be_rows

_FEWEST_BESIDE = 4
_MOST_BOXES = 3_000


def runs_of(text: PageText, before: Table | None, *, has_notes: bool) -> list[WordRun]:
    """The runs of a page, where some stand beside each other; none, where its own order is right.

    Args:
        text: The page's.
        before: The table with which the page before has ended.
        has_notes: Whether what is typed on the page stands behind all its other text.
    """
    boxes = text.boxes(_MOST_BOXES)
    cells = joined([WordRun(*box) for box in boxes])
    lines = lines_of(cells)
    if not has_notes:
        if len(cells) - len(lines) < (1 if before else _FEWEST_BESIDE):
            return []
        if not text.has_blanks and not may_be_columns(lines) and not may_be_rows(lines, before):
            return []
    told = [cell._replace(text=one_line(text.within(cell[:4]))) for cell in cells]
    if _letters(cell.text for cell in told) != _letters([text.whole]):
        return []  # a letter is in two cells or in none: no word may be
    return [cell for cell in told if cell.text]


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isalnum())
