"""Rows of a document's tables, told from its passages: "Plan: Starter; Seats: 10".

A passage does not say which of its lines were rows. A line is one where its first label stands
first on another line of the document too, as the header of a table does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_LONGEST_LABEL = 60
_MOST_CELLS = 12
_TWICE = 2


class GraphRow(NamedTuple):
    """A row: what it is of, and its other cells, each with its column.

    Attributes:
        name: The first cell.
        is_crossed: Whether the first column has no header, so that each column has a name too.
        cells: The column and the value of each other cell.
    """

    name: str
    is_crossed: bool
    cells: tuple[tuple[str, str], ...]


def first_labels(texts: Iterable[str]) -> Mapping[str, int]:
    """How many lines of a document's passages have a label first, by the label."""
    lines = (line for text in texts for line in text.splitlines())
    return Counter(label for line in lines if (label := _first_label(_parts(line))))


def row_of(line: str, labels: Mapping[str, int]) -> GraphRow | None:
    """A line as a row; None where it is none.

    Args:
        line: A line of a passage.
        labels: What `first_labels` counted in its document.
    """
    parts = _parts(line)
    if labels.get(_first_label(parts), 0) < _TWICE:
        return None
    (label, name), *cells = parts
    return GraphRow(name, not label, tuple(cells[:_MOST_CELLS]))


def _first_label(parts: list[tuple[str, str]]) -> str:
    """The label by which rows of one table are known; empty: it is no row."""
    if len(parts) < _TWICE:
        return ""
    return parts[0][0] or parts[1][0]


def _parts(line: str) -> list[tuple[str, str]]:
    """The cells of a line, each with its label; the first one may have none."""
    parts: list[tuple[str, str]] = []
    for piece in line.split("; "):
        label, colon, value = piece.partition(": ")
        if colon and value and len(label) <= _LONGEST_LABEL:
            parts.append((label, value))
        elif parts:
            before, begun = parts[-1]
            parts[-1] = (before, f"{begun}; {piece}")
        else:
            parts.append(("", piece))
    return parts
