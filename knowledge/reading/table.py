"""Table reader: the rows of a CSV file; where it has questions and answers, each is a pair.

A file of questions may come without names of its columns: where the first cell of its first row
asks something, its first two columns are questions and answers. A question with nothing beside
it but a number or a word is left out. A line `sep=;` at the beginning, by which Excel is told, says
what parts the cells.
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

_ASKS = {"question", "questions", "q", "pregunta", "preguntas", "frage"}
_ANSWERS = {"answer", "answers", "a", "réponse", "reponse", "réponses", "respuesta", "antwort"}
_DELIMITERS = ",;\t|"
_SAMPLE = 16_384
_SAMPLE_ROWS = 30
_SAID = re.compile(r"sep=([^\r\n]?)\r?(?:\n|\Z)", re.IGNORECASE)
_NO_DELIMITERS = {"", '"', "\0"}
_LONGEST_CELL = 1_000_000
_FEWEST_WORDS = 3


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
    rows = csv.reader(StringIO(text, newline=""), delimiter=told)
    try:
        header, *others = [one for one in rows if any(cell.strip() for cell in one)] or [[]]
    except csv.Error as error:
        raise DocumentError(
            f"{name}: line {rows.line_num} is no row of a table ({error}); is a quotation mark"
            " not closed there?"
        ) from None
    if len(header) > 1 and header[0].strip().endswith("?"):
        return Content(list(_blocks(["question", "answer"], [header, *others])))
    return Content(list(_blocks(header, others)))


def _blocks(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    names = [cell.strip().casefold() for cell in header]
    asked = next((place for place, name in enumerate(names) if name in _ASKS), None)
    answer = next((place for place, name in enumerate(names) if name in _ANSWERS), None)
    if not rows and any(names):
        yield row(header, ())
    for cells in rows:
        if asked is None or answer is None or max(asked, answer) >= len(cells):
            yield row(cells, header)
            continue
        others = {place: cell for place, cell in enumerate(cells) if place not in (asked, answer)}
        has_others = any(cell.strip() for cell in others.values())
        if not (cells[answer].strip() or any(map(_says_something, others.values()))):
            continue
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
    """How many rows have as many cells as the first, if that has several; and how many it has."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=sign)
    widths: list[int] = []
    with suppress(csv.Error):  # told when the whole is read
        widths += [len(cells) for cells, _ in zip(rows, range(_SAMPLE_ROWS), strict=False) if cells]
    if not widths or widths[0] == 1:
        return 0, 0
    return Counter(widths)[widths[0]], widths[0]
