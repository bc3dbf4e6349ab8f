"""Table reader: the rows of a CSV file; where it has questions and answers, each is a pair.

A file of questions may come without names of its columns: where the first cell of its first row
asks something, its first two columns are questions and answers. Where all cells of that row ask
something, the answers stand below. A question with nothing beside it but a number or a word is left
out. A line `sep=;` at the beginning, by which Excel is told, says
what parts the cells. Lines above the names of the columns are a title, as spreadsheets have one.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO

from knowledge.errors import DocumentError
from knowledge.reading.block import QUESTION_LEVEL, Block, Content, heading, paragraph, row
from knowledge.reading.decoding import decoded
from knowledge.reading.table_rows import continued, grouped, is_remark

_ASKS = {"question", "questions", "q", "pregunta", "preguntas", "frage"}
_ANSWERS = {"answer", "answers", "a", "réponse", "reponse", "réponses", "respuesta", "antwort"}
_DELIMITERS = ",;\t|"
_SAMPLE = 16_384
_SAMPLE_ROWS = 30
_SAID = re.compile(r"sep=([^\r\n]?)\r?(?:\n|\Z)", re.IGNORECASE)
_NO_DELIMITERS = {"", '"', "\0"}
_LONGEST_CELL = 1_000_000
_FEWEST_WORDS = 3
_ASKING = " ?¿:\u00a0\t"
_MOST_ABOVE = 5
_END = "\0"
"""Behind the last line; no text has it."""


def read(data: bytes, name: str) -> Content:
    """The content of a CSV file; its delimiter is found, its first row names the columns.

    Raises:
        DocumentError: It is no text, or no table.
    """
    text = decoded(data, name)
    csv.field_size_limit(_LONGEST_CELL)
    said = _SAID.match(text)
    text = text[said.end() :] if said else text
    told = said[1] if said and said[1] not in _NO_DELIMITERS else _delimiter(text)
    rows = _rows(text, told, name)
    above = _above(rows)
    titles = [paragraph(" ".join(cells)) for cells in filter(any, rows[:above])]
    filled = [one for one in rows[above:] if any(cell.strip() for cell in one)] or [[]]
    return Content([*titles, *_content(*filled)])


def _content(first: Sequence[str], *others: Sequence[str]) -> Iterator[Block]:
    is_asked = len(first) > 1 and _asks(first[0])
    if is_asked and all(map(_asks, first)) and not any(_asks(one[0]) for one in others if one):
        return _beside(first, others)
    if is_asked and _name(first[0]) not in _ASKS:
        return _blocks(["question", "answer"], [first, *others])
    return _blocks(first, others)


def _asks(cell: str) -> bool:
    return cell.strip().endswith("?")


def _beside(asked: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Questions beside each other: each with what stands below it, where that is no table."""
    if sum(all(map(str.strip, one)) for one in rows) > 1:
        yield from _blocks(asked, rows)
        return
    for place, question in enumerate(asked):
        below = [one[place] for one in rows if place < len(one) and one[place].strip()]
        if below:
            yield heading(question, QUESTION_LEVEL)
            yield from map(paragraph, below)


def _name(cell: str) -> str:
    return cell.strip(_ASKING).casefold()


def _rows(text: str, sign: str, name: str) -> list[list[str]]:
    """The rows; a quotation mark that is never closed is a character of its line."""
    lines = StringIO(text, newline="").readlines()
    rows: list[list[str]] = []
    begin = 0
    while True:  # twice at most: behind such a mark, all others come in pairs
        found = csv.reader([*lines[begin:], _END], delimiter=sign, skipinitialspace=True)
        at = begin
        try:
            for cells in found:
                if cells and cells[-1].endswith(_END):
                    break
                rows.append(cells)
                at = begin + found.line_num
        except csv.Error as error:
            raise _unclosed(name, begin + found.line_num, str(error)) from None
        if at >= len(lines):
            return rows
        rows += csv.reader([lines[at]], delimiter=sign, quoting=csv.QUOTE_NONE)
        begin = at + 1


def _unclosed(name: str, line: int, why: str) -> DocumentError:
    return DocumentError(
        f"{name}: line {line} is no row of a table ({why}); is a quotation mark not closed there?"
    )


def _above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the names of the columns, each with a cell at most.

    By an empty row or an empty cell: a name alone above rows of several cells is a name.
    """
    filled = [[cell for cell in cells if cell.strip()] for cells in rows[: _MOST_ABOVE + 2]]
    above = next((at for at, cells in enumerate(filled[:-1]) if len(cells) > 1), 0)
    is_apart = any(len(cells) != 1 for cells in rows[:above])
    return above if is_apart and all(any(map(str.isalpha, c)) for c in filled[above]) else 0


def _blocks(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    names = [_name(cell) for cell in header]
    asked = next((place for place, name in enumerate(names) if name in _ASKS), None)
    answer = next((place for place, name in enumerate(names) if name in _ANSWERS), None)
    if not rows and any(names):
        yield row(header, ())
    if asked is None or answer is None:
        for group, cells in grouped(continued(rows, header)):
            yield row(cells, ()) if is_remark(cells) else row(cells, header, group)
        return
    for cells in rows:
        if max(asked, answer) >= len(cells):
            yield row(cells, header)
            continue
        others = {place: cell for place, cell in enumerate(cells) if place not in (asked, answer)}
        has_others = any(cell.strip() for cell in others.values())
        if not (cells[answer].strip() or any(map(_says_something, others.values()))):
            continue
        if cells[asked].strip():  # else the answer goes on
            yield heading(cells[asked], QUESTION_LEVEL)
        yield paragraph(cells[answer])
        if has_others:
            yield row(list(others.values()), [header[at] for at in others if at < len(header)])


def _says_something(cell: str) -> bool:
    """Whether a cell may answer, and is no number, language or name of a group."""
    return len(cell.split()) >= _FEWEST_WORDS


def _delimiter(text: str) -> str:
    """What parts the cells: that by which most of the first rows have as many as the first one."""
    return max(_DELIMITERS, key=lambda sign: _fit(text[:_SAMPLE], sign))


def _fit(text: str, sign: str) -> tuple[int, int]:
    """How many rows have as many cells as the first, or as most; and how many these are."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
    widths: list[int] = []
    with suppress(csv.Error):  # told when the whole is read
        widths += [len(cells) for cells, _ in zip(rows, range(_SAMPLE_ROWS), strict=False) if cells]
    usual = widths[0] if widths and widths[0] > 1 else _usual(widths)
    return (Counter(widths)[usual], usual) if usual > 1 else (0, 0)


def _usual(widths: Sequence[int]) -> int:
    return Counter(widths).most_common(1)[0][0] if widths else 0
