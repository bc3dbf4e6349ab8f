"""Table in a page of a PDF: its rows, by where the cells stand, whatever their order in the file.

    table      lines of several cells, in columns that no cell goes across; a line that has nothing
               in the first column goes on in the row above, if it is nearer to that
    header     the first row of three columns and more, if there is no digit in it
    a new page goes on with the table that ended the one before, where its first lines fit in the
               columns: it has the same header, which may be there again

Where cells stand in the middle of their row's height, it can't be told so: they stay as they are.
"""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.reading.block import one_line, row
from knowledge.reading.pdf.columns import WordRun, lines_of
from knowledge.reading.pdf.table_place import (
    FEWEST_ROWS,
    PAIR,
    Line,
    Table,
    columns_of,
    columns_on,
    together,
)

_FEWEST_PAIRS = 4
"""Of two columns, which are often no table, more rows are wanted."""
_EDGE = 2
"""Lines that may stand between a table and the end of its page, such as the page's number."""
_GOES_ON = 0.4
"""Of a first column whose lines so often go on in lower case: it is prose."""


class PageLine(NamedTuple):
    """A line of a page; a row of a table is one, with all its cells. A heading has a level."""

    text: str
    is_row: bool = False
    level: int = 0


class PageLines(NamedTuple):
    """A page as it was read, with what the next one may go on with.

    Attributes:
        lines: From the top down, each table's rows whole.
        open: The table that may go on.
    """

    lines: list[PageLine]
    open: Table | None


def lines_with_tables(runs: Sequence[WordRun], before: Table | None = None) -> PageLines | None:
    """The lines of a page and its tables' rows; None: there is no table.

    Args:
        runs: What stands there.
        before: The table with which the page before ended.
    """
    lines = lines_of(runs)
    found: list[PageLine] = []
    above = before.above if before else ()
    at, table, ended, told, again = 0, None, 0, 0, 0
    while at < len(lines):
        some = together(lines[at:])
        again += sum(_shape(line.text) in above for line in found[told:]) if above else 0
        told = len(found)
        goes_on = before if at == again else None
        if rows := (goes_on and _rows_on(some, goes_on)) or _rows(some):
            texts, table = rows
            found += [PageLine(text, is_row=True) for text in texts]
            at = ended = at + len(some)
        else:
            found.append(PageLine(" ".join(cell.text for cell in lines[at])))
            at += 1
    if table is None:
        return None
    is_open = len(lines) - ended <= _EDGE
    top = {_shape(line.text) for line in found[:_EDGE]}
    return PageLines(found, table._replace(above=top) if is_open else None)


def _rows(lines: Sequence[Line]) -> tuple[list[str], Table] | None:
    """The rows of a table, each told whole; None, where the lines are no table."""
    columns = columns_of(lines)
    fewest = _FEWEST_PAIRS if len(columns) == PAIR else FEWEST_ROWS
    if len(columns) < PAIR or len(lines) < fewest:
        return None
    rows = _cells(lines, columns)
    if len(rows) < fewest or _is_prose([cells[0] for cells in rows]):
        return None
    header = rows[0]
    if len(columns) == PAIR or any(char.isdigit() for cell in header for char in cell):
        return _told(rows, Table((), columns)), Table((), columns)
    return _told(rows[1:], Table(header, columns)), Table(header, columns)


def _rows_on(lines: Sequence[Line], before: Table) -> tuple[list[str], Table] | None:
    """The rows that go on with a table of the page before; None, where they are no part of it."""
    if not lines or not (columns := columns_on(lines, before)):
        return None
    rows = _cells(lines, columns)
    if before.header and [one_line(cell) for cell in rows[0]] == [*map(one_line, before.header)]:
        rows = rows[1:]
    elif _begins_with_header(rows):
        return None
    table = Table(before.header, columns)
    return _told(rows, table), table


def _cells(lines: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[list[str]]:
    """The cells of each row, by its columns."""
    rows: list[list[str]] = []
    for line in lines:
        cells = [
            "\n".join(cell.text for cell in line if low <= cell.left < high)
            for low, high in columns
        ]
        if cells[0] or not rows:
            rows.append(cells)
        else:
            rows[-1] = [f"{old}\n{new}".strip() for old, new in zip(rows[-1], cells, strict=True)]
    return rows


def _told(rows: Sequence[Sequence[str]], table: Table) -> list[str]:
    if len(table.columns) == PAIR:
        return [one_line(" ".join(cells)) for cells in rows]
    return [row(cells, table.header).text for cells in rows]


def _begins_with_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column has figures in all rows but the first: another table begins."""
    figures = [[any(char.isdigit() for char in cell) for cell in cells] for cells in rows]
    return len(rows) > PAIR and any(
        not one and all(more) for one, *more in zip(*figures, strict=True)
    )


def _shape(text: str) -> str:
    return "".join(char for char in text if not char.isdigit())


def _is_prose(first: Sequence[str]) -> bool:
    return sum(cell[:1].islower() for cell in first) >= _GOES_ON * len(first)
