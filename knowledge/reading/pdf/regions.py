"""Regions of a PDF's page: what is read by itself, such as a column of prose, or a table beside it.

    columns of prose     one after the other, each with the tables in it; a table over several of
                         them stands where it stands
    prose and a table    each by itself, whichever is on the left; what is above and below, too

A table is one of itself, whose rows are as near each other as the lines of the prose: a price that
stands at the first of some lines is theirs, and is left there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from knowledge.reading.pdf.columns import WordRun, column_ends, height, lines_of, middle
from knowledge.reading.pdf.table_place import columns_of
from knowledge.reading.pdf.tables import lines_with_tables

_FEWEST_LINES = 4
_FEWEST_ROWS = 3
_SAME_LEFT = 3.0
"""Points by which the lines of a column may begin apart."""
_NEXT = 2.5
"""In heights of a line: how far the next line of a text may be."""
_GOES_ON, _WIDTH, _FULL = 0.4, 0.25, 0.75
"""Of a text beside a table: its lines that go on, its width of the page's, how full they are."""
_FEWEST_WORDS = 4
_SENTENCES = re.compile(r"\w{3}[.!?] [^\W\d_]")
"""Where one sentence ends and another begins, as among no names of a table's rows."""
_AS_MANY = 0.75

_Region = list[WordRun]


def regions_of(runs: Sequence[WordRun]) -> list[_Region]:
    """The regions of a page in the order in which they are read; none: it has but one."""
    rows = lines_of(runs)
    if ends := column_ends(rows):
        return [region for region in _by_column(rows, ends) if region]
    return next((found for text in _texts(runs) if (found := _beside(text, runs))), [])


def _by_column(rows: Sequence[_Region], ends: Sequence[float]) -> Iterator[_Region]:
    """The columns, as far as nothing stands over several of them."""
    columns: list[_Region] = [[] for _ in range(len(ends) + 1)]
    over: _Region = []
    across = _tables_across(rows, ends)
    for at, row in enumerate(rows):
        if at in across or any(run.left <= end < run.right for run in row for end in ends):
            yield from columns
            columns = [[] for _ in columns]
            over += row
            continue
        yield over
        over = []
        for run in row:
            columns[_place(run, ends)].append(run)
    yield from columns
    yield over


def _place(run: WordRun, ends: Sequence[float]) -> int:
    return sum(run.left > end for end in ends)


def _tables_across(rows: Sequence[_Region], ends: Sequence[float]) -> set[int]:
    """The lines of tables over several columns: their cells begin where no column does."""
    begins = [Counter[int]() for _ in range(len(ends) + 1)]
    for run in (run for row in rows for run in row):
        begins[_place(run, ends)][round(run.left)] += 1
    lefts = [counted.most_common(1)[0][0] if counted else 0 for counted in begins]
    width = max(run.right for row in rows for run in row) - min(row[0].left for row in rows)

    def is_misfit(at: int) -> bool:
        far = (abs(run.left - lefts[_place(run, ends)]) > _SAME_LEFT for run in rows[at])
        return len(rows[at]) > 1 and any(far)

    found: set[int] = set()
    for misfit, places in groupby(range(len(rows)), key=is_misfit):
        some = [*places]
        cells = [run for at in some for run in rows[at]]
        if misfit and len(some) >= _FEWEST_ROWS and _is_table_across(cells, ends, width):
            found |= {*some}
    return found


def _is_table_across(cells: Sequence[WordRun], ends: Sequence[float], width: float) -> bool:
    """Whether some lines are a table that has columns of its own, none of which is of prose."""
    spans = columns_of([[*cells]])
    are_narrow = all(
        median([run.right - run.left for run in cells if low <= run.left < high])
        < _FULL * width / (len(ends) + 1)
        for low, high in spans
    )
    found = lines_with_tables(cells) if are_narrow else None
    return found is not None and all(line.is_row for line in found.lines)


def _texts(runs: Sequence[WordRun]) -> Iterator[_Region]:
    """The columns of prose that may stand beside a table, those with most lines first."""
    lefts: list[_Region] = []
    for run in sorted(runs):
        if lefts and run.left - lefts[-1][0].left <= _SAME_LEFT:
            lefts[-1].append(run)
        else:
            lefts.append([run])
    width = max((run.right for run in runs), default=0) - min((run.left for run in runs), default=0)
    texts = [text for one in lefts for text in _stacks(one) if _is_prose(text, width)]
    yield from sorted(texts, key=len, reverse=True)


def _stacks(runs: Sequence[WordRun]) -> Iterator[_Region]:
    """Lines below each other, as far as each is near the next."""
    stack: _Region = []
    for run in sorted(runs, key=middle, reverse=True):
        if stack and middle(stack[-1]) - middle(run) > _NEXT * height(run):
            yield stack
            stack = []
        stack.append(run)
    yield stack


def _is_prose(text: Sequence[WordRun], width: float) -> bool:
    if len(text) < _FEWEST_LINES:
        return False
    wide = [run.right - run.left for run in text]
    return (
        sum(run.text[:1].islower() for run in text) >= _GOES_ON * len(text)
        and median(wide) >= max(_WIDTH * width, _FULL * max(wide))
        and median(len(run.text.split()) for run in text) >= _FEWEST_WORDS
        and bool(_SENTENCES.search(" ".join(run.text for run in text)))
    )


def _beside(text: Sequence[WordRun], runs: Sequence[WordRun]) -> list[_Region]:
    """What is above a text, it and a table at one side of it, and what is below; or none."""
    left, right = min(run.left for run in text), max(run.right for run in text)
    top, bottom = max(run.top for run in text), min(run.bottom for run in text)
    own = {*text}
    inside = [run for run in runs if bottom <= middle(run) <= top and run not in own]
    behind = [run for run in inside if run.left >= right]
    before = [run for run in inside if run.right <= left]
    if not inside or len(inside) not in (len(behind), len(before)):
        return []
    gap = (right + min(run.left for run in behind)) / 2 if behind else 0.0
    gap = gap or (left + max(run.right for run in before)) / 2
    over = [middle(run) for run in runs if run.left < gap < run.right]
    high = min((at for at in over if at > top), default=float("inf"))
    low = max((at for at in over if at < bottom), default=float("-inf"))
    within = [run for run in runs if low < middle(run) < high]
    sides = [run for run in within if run.right <= gap], [run for run in within if run.left >= gap]
    if not _is_table_of_its_own(sides[bool(behind)], inside, text):
        return []
    above = [run for run in runs if middle(run) >= high]
    below = [run for run in runs if middle(run) <= low]
    return [region for region in (above, *sides, below) if region]


def _is_table_of_its_own(
    side: Sequence[WordRun], inside: Sequence[WordRun], text: Sequence[WordRun]
) -> bool:
    """Whether a side is a table, whose rows are no nearer to some lines of the text than others."""
    rows = [row for row in lines_of(inside) if len(row) > 1]
    if len(rows) < _FEWEST_ROWS or lines_with_tables(side) is None:
        return False
    highest, lowest = rows[0][0].top, rows[-1][0].bottom
    return len(rows) >= _AS_MANY * sum(lowest <= middle(run) <= highest for run in text)
