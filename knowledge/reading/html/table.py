"""Table of a page: each row with the headers of its columns, wherever its cells stand for several.

A cell over several rows or columns is told in each of them; one over a whole row is told in the
rows below it, or once, where it is a remark.

| the first rows that are headers | are told by |
|---|---|
| all that consist of `<th>` | the page |
| the first | being bold, where no other row is |
| the first, of three columns | short words without a digit, above a column of nothing but |
| or more | figures: most documents of Word say nothing of headers |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.reading.block import Block, one_line, row
from knowledge.reading.table_rows import continued, grouped

_WIDEST = 60
"""Columns over which a cell may stand."""
_TALLEST = 1_000
_REPEATED = 1_000_000
"""Characters and cells that those over several rows and columns add to a page at most."""
_SHORT = 40
_FEWEST = 3
"""Columns and rows of a table whose first row is a header by what stands in it."""


@dataclass(slots=True)
class Cell:
    """A cell: its words as they come, whether it is a header or bold, and what it stands for."""

    is_header: bool = False
    columns: int = 1
    rows: int = 1
    words: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return one_line("".join(self.words))

    @property
    def is_bold(self) -> bool:
        """Whether all that it says is bold."""
        return bool(self.bold) and all(self.bold)


class PageTables:
    """The tables of one page, one after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: list[list[Cell]] = []
        self._spare = _REPEATED

    @property
    def has_cell(self) -> bool:
        """Whether a text may belong to the last cell."""
        return bool(self._rows and self._rows[-1])

    def begin_row(self) -> None:
        """A row begins."""
        self._rows.append([])

    def begin_cell(self, cell: Cell) -> None:
        """A cell begins, of the last row."""
        if not self._rows:
            self.begin_row()
        self._rows[-1].append(cell)

    def add(self, words: str, *, is_bold: bool) -> None:
        """Words of the last cell."""
        cell = self._rows[-1][-1]
        cell.words.append(words)
        cell.bold.append(is_bold)

    def part(self) -> None:
        """The end of a line in the last cell."""
        self._rows[-1][-1].words.append(" ")

    def end(self) -> Iterator[Block]:
        """The rows of a table that is over."""
        rows = [cells for cells in self._rows if any(cell.text for cell in cells)]
        self._rows = []
        texts = self._grid(rows)
        titles = _titles(rows, texts)
        count = _headers(rows[titles:], texts[titles:])
        if len(texts) == count:
            yield from (row(one, ()) for one in texts)
            return
        header = _joined(texts[titles : titles + count])
        below = [*range(titles), *range(titles + count, len(texts))]
        yield from _told([rows[at] for at in below], [texts[at] for at in below], header)

    def _grid(self, rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
        """The texts of each row, a column each."""
        below: dict[int, tuple[int, str]] = {}
        grid: list[list[str]] = []
        for cells in rows:
            below = below if self._spare > 0 else {}
            own = {at: self._again(text) for at, (_, text) in below.items()}
            below = {at: (left - 1, text) for at, (left, text) in below.items() if left > 1}
            at = 0
            for cell in cells:
                while at in own:
                    at += 1
                columns = min(cell.columns, _WIDEST) if self._spare > 0 else 1
                for place in range(at, at + columns):
                    own[place] = cell.text if place == at else self._again(cell.text)
                    if cell.rows > 1 and self._spare > 0:
                        below[place] = (min(cell.rows, _TALLEST) - 1, cell.text)
                at += 1
            grid.append([own.get(place, "") for place in range(max(own, default=-1) + 1)])
        return grid

    def _again(self, text: str) -> str:
        """A text that was told before, as long as not too much was."""
        self._spare -= len(text) + 1
        return text if self._spare >= 0 else ""


def _is_whole(cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether a row is one cell, over several columns."""
    return len(cells) == 1 and len({*texts}) == 1 < len(texts)


def _titles(rows: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the names of the columns, each a cell over all of them."""
    whole = [_is_whole(cells, own) for cells, own in zip(rows, texts, strict=True)]
    return whole.index(False) if False in whole else 0


def _told(
    rows: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]], header: Sequence[str]
) -> Iterator[Block]:
    """The rows below a header, and what stands above it."""
    named = {at for at, own in enumerate(texts) if _is_whole(rows[at], own)}
    own = [one[:1] if at in named else one for at, one in enumerate(texts)]
    if not header:
        yield from (row(one, ()) for one in own)
        return
    for group, cells in grouped(continued(own, header), named):
        is_remark = len(cells) == 1 < len(header)
        yield row(cells, ()) if is_remark else row(cells, header, group)


def _headers(rows: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]]) -> int:
    """How many rows at the top are headers."""
    count = 0
    for cells in rows:
        if len(cells) == 1 or not all(cell.is_header for cell in cells):
            break
        count += 1
    if count or len(rows) < 2 or len(rows[0]) < 2:  # noqa: PLR2004 - a row above another
        return count
    first, *others = rows
    if any(cell.is_header for cell in first):
        return 0
    if all(cell.is_bold for cell in first):
        return int(not any(all(cell.is_bold for cell in cells) for cells in others))
    return int(_names_figures(texts))


def _names_figures(texts: Sequence[Sequence[str]]) -> bool:
    first, *others = texts
    if min(len(first), len(texts)) < _FEWEST or len({*first}) < len(first):
        return False
    if not all(0 < len(text) <= _SHORT and not _has_digit(text) for text in first):
        return False
    columns = ([own[at] for own in others if at < len(own)] for at in range(len(first)))
    return any(column and all(map(_has_digit, column)) for column in columns)


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _joined(headers: Sequence[Sequence[str]]) -> list[str]:
    """The header of each column, of one row or several."""
    width = max(map(len, headers), default=0)
    columns = ([one[at] for one in headers if at < len(one)] for at in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
