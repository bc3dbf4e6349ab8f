"""Nested HTML table, row by row: a small table in a cell, told as what that cell says.

    Course   Fee
    Rescue   Adult 20 euros    "Course: Rescue; Fee: Adult, 20 euros; Child, 10 euros"
             Child 10 euros

A page that is laid out by tables has its whole text in cells: what is long there, or stands beside
what is long, is read as a table of its own.
"""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import CELLS, HEADED, around, number_of
from knowledge.reading.html.table import Cell, PageTables

_LONGEST = 300
"""Characters of a cell that has a table, with all that stands in it."""
_LONGEST_BESIDE = 100
"""Characters of a cell beside it."""


def tell_nested_tables(tree: LexborHTMLParser) -> None:
    """Put a line in the place of each small table in a cell, the innermost first."""
    for table in reversed(tree.css("td table, th table")):
        if _is_value(table):
            table.replace_with(_told(table))


def _is_value(table: LexborNode) -> bool:
    cell = next((one for one in around(table) if one.tag in CELLS), None)
    if cell is None or cell.css_first(HEADED) or not table.text().strip():
        return False
    if len(one_line(cell.text())) > _LONGEST:
        return False
    row = cell.parent
    others = [one for one in row.iter() if one.mem_id != cell.mem_id] if row else []
    beside = [one_line(one.text()) for one in others]
    return any(beside) and max(map(len, beside)) <= _LONGEST_BESIDE


def _told(table: LexborNode) -> str:
    """The rows of a table, in one line."""
    tables = PageTables()
    for node in table.traverse():
        if node.tag == "tr":
            tables.begin_row()
        elif node.tag in CELLS:
            cell = Cell(node.tag == "th", number_of(node, "colspan"), number_of(node, "rowspan"))
            tables.begin_cell(cell)
            tables.add(one_line(node.text(separator=" ")), is_bold=False)
    rows: Iterator[str] = (one.text.replace("; ", ", ") for one in tables.end())
    return f" {'; '.join(rows)} "
