"""Sentences of a passage: what a question is nearer to than to the passage as a whole."""

import re
from collections.abc import Iterator

from knowledge.document import Passage
from knowledge.reading.list_number import without_number, without_numbers

MOST = 24
"""Sentences of a passage that have a vector: more than its characters have room for, as a rule."""
_END = re.compile(r"(?<=[.!?])\s+|;\s")


def sentences(passage: Passage) -> list[str]:
    """The first sentences, each behind the innermost heading, which says what it is about.

    A row of a table is one, without the headers: all rows have these in common.
    """
    heading = without_number(passage.title.split(" › ")[-1])
    lines = without_numbers(passage.text).splitlines()
    found = [part for line in lines for part in map(str.strip, _parts(line)) if part]
    return [f"{heading}: {part}" if heading else part for part in found[:MOST]]


def _parts(line: str) -> Iterator[str]:
    """The sentences of a line, or the cells of a row, "Sailing; Boat: Small; Time: 1 h", as one."""
    first, *more = line.split("; ")
    if more and all(": " in cell for cell in more):
        yield ", ".join(cell.partition(": ")[2] or cell for cell in (first, *more))
    else:
        yield from _END.split(line)
