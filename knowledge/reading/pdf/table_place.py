"""Table's place in a page of a PDF: which lines may be its rows, and its columns, by their cells.

Nothing is told by words here: what they say takes long to ask for.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.reading.pdf.columns import WordRun, height, middle

FEWEST_ROWS = 3
PAIR = 2
_APART = 3.5
"""In heights of a line: what parts a table from what follows."""
_NEARER = 1.5

Line = list[WordRun]


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


def may_be_rows(lines: Sequence[Line], before: Table | None) -> bool:
    """Whether some lines of a page may be a table's rows, by where their cells stand.

    Args:
        lines: As `lines_of` tells them; none of their cells is blank.
        before: The table with which the page before ended.
    """
    columns: list[tuple[float, float]] = []
    start, end = 0, 0
    for at in reversed(range(len(lines))):
        some = together(lines[at:])
        # Mostly those of the line below, and one more.
        is_one_more = (start, end) == (at + 1, at + len(some))
        spans = [(cell.left, cell.right) for cell in lines[at]]
        columns = _columns([*columns, *spans]) if is_one_more else columns_of(some)
        start, end = at, at + len(some)
        if some and before and columns_on(some, before):
            return True
        if len(some) >= FEWEST_ROWS and len(columns) >= PAIR:
            return True
    return False


def together(lines: Sequence[Line]) -> Sequence[Line]:
    """The first lines, as far as they may be of one table."""
    first = lines[0][0]
    if len(lines[0]) < PAIR:
        return []
    most = 1
    for above, line in pairwise(lines):
        is_far = above[0].bottom - line[0].top > _APART * height(first)
        if is_far or (len(line) < PAIR and not _goes_on(line, first)):
            break
        most += 1
    return [] if _are_centred(lines[: most + 1], first) else lines[:most]


def _goes_on(line: Line, first: WordRun) -> bool:
    """Whether nothing stands in the first column."""
    return line[0].left > first.right


def _are_centred(lines: Sequence[Line], first: WordRun) -> bool:
    """Whether a line that goes on is nearer to what follows than to what is above."""
    middles = [middle(line[0]) for line in lines]
    return any(
        _goes_on(line, first)
        and middles[at - 1] - middles[at] > _NEARER * (middles[at] - middles[at + 1])
        for at, line in enumerate(lines[1:-1], 1)
    )


def columns_of(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns of some lines begin and end."""
    return _columns([(cell.left, cell.right) for line in lines for cell in line])


def columns_on(lines: Sequence[Line], before: Table) -> list[tuple[float, float]]:
    """The columns of a table that goes on in some lines; none, where they do not fit in them."""
    spans = [(cell.left, cell.right) for line in lines for cell in line]
    columns = _columns([*before.columns, *spans])
    return columns if len(columns) == len(before.columns) else []


def _columns(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where columns begin and end: each is what cells over each other cover together."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns
