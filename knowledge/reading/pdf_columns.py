"""Page of a PDF in two columns, whose file has line beside line: each column is read by itself.

Most files have one column behind the other, and are read as they are. A table of two columns is no
page of two: its cells begin with capitals or digits, where lines of prose go on.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

_FEWEST = 4
"""Lines side by side that make columns."""
_WIDTH = 0.3
_GOES_ON = 0.4
"""Of a column: how much of the page's width it has, and how many of its lines go on."""


class Run(NamedTuple):
    """Words in one line, and where they stand: from left to right, from bottom to top."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def lines_by_column(runs: Sequence[Run]) -> list[str] | None:
    """The lines of a page, column by column; None: its own order is right.

    Args:
        runs: As the file has them.
    """
    rows = [list(row) for row in _rows(runs)]
    pairs = [row for row in rows if len(row) == 2]  # noqa: PLR2004 - side by side
    if len(pairs) < max(_FEWEST, len(rows) // 2):
        return None
    middle = max(row[0].right for row in pairs)
    width = max(run.right for run in runs) - min(run.left for run in runs)
    columns = [[row[side] for row in pairs] for side in (0, 1)]
    if middle > min(run.left for run in columns[1]) or not all(
        _is_prose(column, width) for column in columns
    ):
        return None
    return list(_in_order(rows, middle))


def _rows(runs: Sequence[Run]) -> Iterator[Iterator[Run]]:
    """The runs that follow each other in one line."""
    at, last = 0, None
    keyed: list[tuple[int, Run]] = []
    for run in runs:
        if last is None or abs(run.bottom - last.bottom) > (run.top - run.bottom) / 2:
            at += 1
        keyed.append((at, run))
        last = run
    for _, row in groupby(keyed, key=lambda one: one[0]):
        yield (run for _, run in row)


def _is_prose(column: Sequence[Run], width: float) -> bool:
    goes_on = sum(run.text[:1].islower() for run in column)
    wide = median(run.right - run.left for run in column)
    return goes_on >= _GOES_ON * len(column) and wide >= _WIDTH * width


def _in_order(rows: Sequence[Sequence[Run]], middle: float) -> Iterator[str]:
    columns: tuple[list[str], list[str]] = ([], [])
    for row in rows:
        if any(run.left <= middle < run.right for run in row):  # over both
            yield from _taken(columns)
            yield " ".join(run.text for run in row)
            continue
        for run in row:
            columns[run.left > middle].append(run.text)
    yield from _taken(columns)


def _taken(columns: tuple[list[str], list[str]]) -> Iterator[str]:
    for column in columns:
        yield from column
        column.clear()
