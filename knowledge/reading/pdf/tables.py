"""Table in a page of a PDF: its rows, by where the cells stand, whatever their order in the file.

    table      lines of several cells, in columns that no cell goes across; a line that has nothing
               in the first column goes on in the row above, if it is nearer to that
    header     the first row of three columns and more, if there is no digit in it
    a new page goes on with the table that ended the one before, where its first lines fit in the
               columns: it has the same header, which may be there again

Where cells stand in the middle of their row's height, it can't be told so: they stay as they are.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.reading.block import one_line, row
from knowledge.reading.pdf.columns import WordRun, height, lines_of, middle

_FEWEST_ROWS = 3
_FEWEST_PAIRS = 4
"""Of two columns, which are often no table, more rows are wanted."""
_PAIR = 2
_EDGE = 2
"""Lines that may stand between a table and the end of its page, such as the page's number."""
_APART = 3.5
"""In heights of a line: what parts a table from what follows."""
_NEARER = 1.5
_GOES_ON = 0.4
"""Of a first column whose lines so often go on in lower case: it is prose."""

_Line = list[WordRun]


class PageLine(NamedTuple):
    """A line of a page; a row of a table is one, with all its cells. A heading has a level."""

    text: str
    is_row: bool = False
    level: int = 0


class Table(NamedTuple):
    """A table at the end of a page, as the next page may go on with it.

    Attributes:
        header: Its cells; none, where it has no header.
        columns: Where each begins and ends.
        above: What stands at the top of its page, without digits, as it may on the next one.
    """

    header: Sequence[str]
    columns: Sequence[tuple[float, float]]
    above: Collection[str] = ()


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
    at, table, ended = 0, None, 0
    while at < len(lines):
        some = _together(lines[at:])
        goes_on = before if at == sum(_shape(line.text) in above for line in found) else None
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


def _together(lines: Sequence[_Line]) -> Sequence[_Line]:
    """The first lines, as far as they may be of one table."""
    first = lines[0][0]
    if len(lines[0]) < _PAIR:
        return []
    most = 1
    for above, line in pairwise(lines):
        is_far = above[0].bottom - line[0].top > _APART * height(first)
        if is_far or (len(line) < _PAIR and not _goes_on(line, first)):
            break
        most += 1
    return [] if _are_centred(lines[: most + 1], first) else lines[:most]


def _goes_on(line: _Line, first: WordRun) -> bool:
    """Whether nothing stands in the first column."""
    return line[0].left > first.right


def _are_centred(lines: Sequence[_Line], first: WordRun) -> bool:
    """Whether a line that goes on is nearer to what follows than to what is above."""
    middles = [middle(line[0]) for line in lines]
    return any(
        _goes_on(line, first)
        and middles[at - 1] - middles[at] > _NEARER * (middles[at] - middles[at + 1])
        for at, line in enumerate(lines[1:-1], 1)
    )


def _rows(lines: Sequence[_Line]) -> tuple[list[str], Table] | None:
    """The rows of a table, each told whole; None, where the lines are no table."""
    columns = _columns([(cell.left, cell.right) for line in lines for cell in line])
    rows = _cells(lines, columns)
    fewest = _FEWEST_PAIRS if len(columns) == _PAIR else _FEWEST_ROWS
    if len(columns) < _PAIR or len(rows) < fewest or _is_prose([cells[0] for cells in rows]):
        return None
    header = rows[0]
    if len(columns) == _PAIR or any(char.isdigit() for cell in header for char in cell):
        return _told(rows, Table((), columns)), Table((), columns)
    return _told(rows[1:], Table(header, columns)), Table(header, columns)


def _rows_on(lines: Sequence[_Line], before: Table) -> tuple[list[str], Table] | None:
    """The rows that go on with a table of the page before; None, where they are no part of it."""
    spans = [(cell.left, cell.right) for line in lines for cell in line]
    columns = _columns([*before.columns, *spans])
    if not lines or len(columns) != len(before.columns):
        return None
    rows = _cells(lines, columns)
    if before.header and [one_line(cell) for cell in rows[0]] == [*map(one_line, before.header)]:
        rows = rows[1:]
    elif _begins_with_header(rows):
        return None
    table = Table(before.header, columns)
    return _told(rows, table), table


def _cells(lines: Sequence[_Line], columns: Sequence[tuple[float, float]]) -> list[list[str]]:
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
    if len(table.columns) == _PAIR:
        return [one_line(" ".join(cells)) for cells in rows]
    return [row(cells, table.header).text for cells in rows]


def _columns(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where columns begin and end: each is what cells over each other cover together."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _begins_with_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column has figures in all rows but the first: another table begins."""
    figures = [[any(char.isdigit() for char in cell) for cell in cells] for cells in rows]
    return len(rows) > _PAIR and any(
        not one and all(more) for one, *more in zip(*figures, strict=True)
    )


def _shape(text: str) -> str:
    return "".join(char for char in text if not char.isdigit())


def _is_prose(first: Sequence[str]) -> bool:
    return sum(cell[:1].islower() for cell in first) >= _GOES_ON * len(first)
