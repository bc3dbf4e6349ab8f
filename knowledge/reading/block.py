"""Block of a document: a heading, a paragraph, a row or a question, in the order of the text.

Each reader makes blocks of its kind of document; `chunker.py` makes passages of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Where a word may be parted at a line's end, or not: it is one word all the same."""
QUESTION_LEVEL = 7
"""A question stands under all headings (1 to 6): the next one, or a heading, ends its answer."""


class BlockKind(StrEnum):
    """The kinds of blocks."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"


class Block(NamedTuple):
    """A block.

    Attributes:
        kind: An item is one line of a list or a table, which stays whole with its neighbours.
        text: Its words, in one line; of a text, several lines where their ends mean something.
        level: Of a heading, from 1, the outermost; `QUESTION_LEVEL` is a question.
        page: The page it stands on, from 1, where there are pages.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a document, as a reader found it.

    Attributes:
        blocks: Its text.
        title: Its title, where it says one.
    """

    blocks: Sequence[Block] = field(default_factory=tuple)
    title: str | None = None


def heading(text: str, level: int) -> Block:
    """A heading, or a question."""
    return Block(BlockKind.HEADING, one_line(text), level)


def answer_end() -> Block:
    """The end of what answers a question, where something else follows."""
    return Block(BlockKind.HEADING, "", QUESTION_LEVEL)


def paragraph(text: str, page: int | None = None) -> Block:
    """A paragraph."""
    return Block(BlockKind.TEXT, one_line(text), page=page)


def item(text: str) -> Block:
    """An item of a list, or a row of a table."""
    return Block(BlockKind.ITEM, one_line(text))


def row(cells: Sequence[str], header: Sequence[str], group: str = "") -> Block:
    """A row of a table, each cell with the header of its column, so that it is understood alone.

    The name of the group of rows in which it stands is told first.
    """
    return item("; ".join([*filter(None, [group]), *_labelled(cells, header)]))


def one_line(text: str) -> str:
    """A text without line ends, two blanks beside each other, and what parts words unseen."""
    return " ".join(_UNSEEN.sub("", text).split())


def _labelled(cells: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    for place, cell in enumerate(map(one_line, cells)):
        label = one_line(header[place]) if place < len(header) else ""
        if cell and label and cell != label:
            yield f"{label}: {cell}"
        elif cell:
            yield cell
