"""Table reader: the rows of a CSV file; where it has questions and answers, each is a pair."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from knowledge.errors import DocumentError
from knowledge.reading.block import QUESTION_LEVEL, Block, Content, heading, paragraph, row
from knowledge.reading.decoding import decoded

_ASKS = {"question", "questions", "q", "pregunta", "preguntas", "frage"}
_ANSWERS = {"answer", "answers", "a", "réponse", "reponse", "réponses", "respuesta", "antwort"}
_DELIMITERS = ",;\t|"
_SAMPLE = 16_384
_LONGEST_CELL = 1_000_000


def read(data: bytes, name: str) -> Content:
    """The content of a CSV file; its delimiter is found, its first row names the columns.

    Raises:
        DocumentError: It is no text, or no table.
    """
    text = decoded(data, name)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header, *others = [one for one in rows if any(cell.strip() for cell in one)] or [[]]
    except csv.Error as error:
        raise DocumentError(
            f"{name}: line {rows.line_num} is no row of a table ({error}); is a quotation mark"
            " not closed there?"
        ) from None
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
        yield heading(cells[asked], QUESTION_LEVEL)
        yield paragraph(cells[answer])
        others = {place: cell for place, cell in enumerate(cells) if place not in (asked, answer)}
        if any(cell.strip() for cell in others.values()):
            yield row(list(others.values()), [header[at] for at in others if at < len(header)])


def _delimiter(text: str) -> str:
    """What parts the cells: what stands in the first line most often."""
    first = text[:_SAMPLE].partition("\n")[0]
    return max(_DELIMITERS, key=first.count)
