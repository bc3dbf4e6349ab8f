"""Document edges: what belongs to what in a document, by its headings, tables and questions.

| in the document | edges |
|---|---|
| a heading under a heading | the upper one `has_part` the lower; the title has the outermost |
| a row of a table | what the row is of `has_value` "column: value", and is part of the heading |
| a question | it is `answered_by` what stands under it, as far as it fits |
| a sentence with a figure, under a heading | the heading `states` it |

Text that stands under no heading, as in most PDFs, has no edges but those of its tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from knowledge.document import Document, Passage
from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.rows import GraphRow, first_labels, row_of

MOST_EDGES = 10_000
"""Of a document: those that come first are kept."""
_LONGEST_NAME = 160
_MOST_STATED = 3
_WHOLE_TITLE = 300
"""Characters at which a passage's title may have been cut within its last heading."""
_JOINT = " › "
_END = re.compile(r"(?<=[.!?])\s+")
_FIGURE = re.compile(r"\d")
Belonging = tuple[str, EdgeKind, str]


def document_edges(document: Document, passages: Sequence[Passage]) -> list[Edge]:
    """The edges of a document, each once, in the order of its text."""
    labels = first_labels(passage.text for passage in passages)
    found: dict[tuple[EdgeKind, str, str], Edge] = {}
    for passage in passages:
        for source, kind, target in _belongings(document.title, passage, labels):
            edge = Edge(short_name(source), kind, short_name(target), document.id, passage.id)
            if edge.source_key and edge.target_key and edge.source_key != edge.target_key:
                found.setdefault((kind, edge.source_key, edge.target_key), edge)
            if len(found) == MOST_EDGES:
                return list(found.values())
    return list(found.values())


def _belongings(title: str, passage: Passage, labels: Mapping[str, int]) -> Iterator[Belonging]:
    path = _path(title, passage.title)
    yield from ((upper, EdgeKind.HAS_PART, lower) for upper, lower in pairwise(path))
    last, is_titled = path[-1], len(path) > 1
    if last.endswith("?"):
        yield last, EdgeKind.ANSWERED_BY, passage.text
        return
    stated = 0
    for line in passage.text.splitlines():
        if row := row_of(line, labels):
            yield from _of_row(last, row)
        elif is_titled:
            for sentence in filter(_FIGURE.search, _told(line)):
                stated += 1
                if stated <= _MOST_STATED:
                    yield last, EdgeKind.STATES, sentence


def _path(title: str, headings: str) -> list[str]:
    """The headings above a passage, outermost first, under the document's title."""
    parts = headings.split(_JOINT) if headings else []
    if len(headings) >= _WHOLE_TITLE:
        parts.pop()
    return parts if parts and parts[0] == title else [title, *parts]


def _of_row(heading: str, row: GraphRow) -> Iterator[Belonging]:
    yield heading, EdgeKind.HAS_PART, row.name
    for column, value in row.cells:
        yield row.name, EdgeKind.HAS_VALUE, f"{column}: {value}"
        if row.is_crossed:
            yield column, EdgeKind.HAS_VALUE, f"{row.name}: {value}"


def _told(text: str) -> Iterator[str]:
    yield from (sentence for one in _END.split(text) if (sentence := one.strip()))


def headings_of(title: str, passage: Passage) -> str:
    """What stands above a passage in a document of that title, outermost first, in one line."""
    return _JOINT.join(_path(title, passage.title))


def short_name(name: str) -> str:
    """A name as an edge has it: in one line, of a bounded length."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 2].rstrip()} …"
