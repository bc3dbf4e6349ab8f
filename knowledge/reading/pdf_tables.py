"""Table in a page of a PDF: its rows, by where the cells stand, whatever their order in the file.

    table      lines of several cells, in columns that no cell goes across; a line that has nothing
               in the first column goes on in the row above, if it is nearer to that
    header     the first row of three columns and more, if there is no digit in it

Where cells stand in the middle of their row's height, it can't be told so: they stay as they are.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.reading.block import one_line, row
from knowledge.reading.pdf_columns import WordRun, height, lines_of, middle

_FEWEST_ROWS = 3
_FEWEST_PAIRS = 4
"""Of two columns, which are often no table, more rows are wanted."""
_PAIR = 2
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


def lines_with_tables(runs: Sequence[WordRun]) -> list[PageLine] | None:
    """The lines of a page from the top down, each table's rows whole; None: there is no table."""
    lines = lines_of(runs)
    found: list[PageLine] = []
    at, tables = 0, 0
    while at < len(lines):
        some = _together(lines[at:])
        if rows := _rows(some):
            found += [PageLine(text, is_row=True) for text in rows]
            at, tables = at + len(some), tables + 1
        else:
            found.append(PageLine(" ".join(cell.text for cell in lines[at])))
            at += 1
    return found if tables else None


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


def _rows(lines: Sequence[_Line]) -> list[str]:
    """The rows of a table, each told whole; none, where the lines are no table."""
    columns = _columns(lines)
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
    fewest = _FEWEST_PAIRS if len(columns) == _PAIR else _FEWEST_ROWS
    if len(columns) < _PAIR or len(rows) < fewest or _is_prose([cells[0] for cells in rows]):
        return []
    if len(columns) == _PAIR:
        return [one_line(" ".join(cells)) for cells in rows]
    header, *others = rows
    if any(char.isdigit() for cell in header for char in cell):
        return [row(cells, ()).text for cells in rows]
    return [row(cells, header).text for cells in others]


def _columns(lines: Sequence[_Line]) -> list[tuple[float, float]]:
    """Where columns begin and end: each is what cells over each other cover together."""
    columns: list[tuple[float, float]] = []
    for cell in sorted(cell for line in lines for cell in line):
        if columns and cell.left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], cell.right)
        else:
            columns.append((cell.left, cell.right))
    return columns


def _is_prose(first: Sequence[str]) -> bool:
    return sum(cell[:1].islower() for cell in first) >= _GOES_ON * len(first)
