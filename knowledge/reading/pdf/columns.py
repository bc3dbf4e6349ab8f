"""Page of a PDF in columns, two to four, whose file has line beside line: each is read by itself.

Most files have one column behind the other, and are read as they are. A table of two columns is no
page of two: its cells begin with capitals or digits, where lines of prose go on.
"""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

_FEWEST = 4
"""Lines side by side that make columns."""
_GAP = 0.8
"""In heights of a line: runs that are further from each other are no text of one column."""
_WIDTH = 0.6
_GOES_ON = 0.4
"""Of a column: how much of an even share of the page's width, and how many of its lines go on."""
_COLUMNS = (4, 3, 2)


class WordRun(NamedTuple):
    """Words in one line, and where they stand: from left to right, from bottom to top."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""


def column_ends(rows: Sequence[Sequence[WordRun]]) -> list[float]:
    """Where all columns of a page end but the last; none: its own order is right.

    Args:
        rows: As `lines_of` tells them.
    """
    if sum(len(row) > 1 for row in rows) < max(_FEWEST, len(rows) // 2):
        return []
    return next((ends for count in _COLUMNS if (ends := _ends(rows, count))), [])


def may_be_columns(rows: Sequence[Sequence[WordRun]]) -> bool:
    """Whether the lines of a page may be those of columns, by where they stand.

    Args:
        rows: As `lines_of` tells them; none of their runs is blank.
    """
    if sum(len(row) > 1 for row in rows) < max(_FEWEST, len(rows) // 2):
        return False
    return any(_gaps(rows, count) is not None for count in _COLUMNS)


def _ends(rows: Sequence[Sequence[WordRun]], count: int) -> list[float]:
    """Where the columns of a page end, if it has so many."""
    gaps = _gaps(rows, count)
    columns = [[row[at] for row in rows if len(row) == count] for at in range(count)]
    if gaps is None or not all(map(_is_prose, columns)):
        return []
    # A line beside another is in a column too, where one of the columns has ended.
    others = [run for row in rows if len(row) > 1 for run in row]
    return [max([end, *(run.right for run in others if run.right < start)]) for end, start in gaps]


def _gaps(rows: Sequence[Sequence[WordRun]], count: int) -> list[tuple[float, float]] | None:
    """Where the gaps between so many wide columns begin and end; None: there are none."""
    full = [row for row in rows if len(row) == count]
    if len(full) < _FEWEST:
        return None
    columns = [[row[at] for row in full] for at in range(count)]
    ends = [max(run.right for run in column) for column in columns[:-1]]
    starts = [min(run.left for run in column) for column in columns[1:]]
    width = max(run.right for row in rows for run in row) - min(row[0].left for row in rows)
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        return None
    are_wide = all(
        median(run.right - run.left for run in column) >= _WIDTH * width / count
        for column in columns
    )
    return [*zip(ends, starts, strict=True)] if are_wide else None


def lines_of(runs: Sequence[WordRun]) -> list[list[WordRun]]:
    """The runs of each line, from the top down, and from left to right."""
    lines: list[list[WordRun]] = []
    for run in sorted(runs, key=middle, reverse=True):
        if lines and abs(middle(lines[-1][0]) - middle(run)) < height(run) / 2:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line) for line in lines]


def joined(runs: Sequence[WordRun]) -> list[WordRun]:
    """Runs of a line that are near each other as one, without a text: programs part even words."""
    cells: list[WordRun] = []
    for line in lines_of(runs):
        for at, run in enumerate(line):
            last = cells[-1] if at else None
            if last and run.left - last.right < _GAP * height(run):
                bottom, right = min(last.bottom, run.bottom), max(last.right, run.right)
                cells[-1] = WordRun(last.left, bottom, right, max(last.top, run.top))
            else:
                cells.append(run)
    return cells


def middle(run: WordRun) -> float:
    """How high a run stands."""
    return (run.bottom + run.top) / 2


def height(run: WordRun) -> float:
    """How high its letters are; never nothing."""
    return max(run.top - run.bottom, 1.0)


def _is_prose(column: Sequence[WordRun]) -> bool:
    return sum(run.text[:1].islower() for run in column) >= _GOES_ON * len(column)
