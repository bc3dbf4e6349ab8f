"""HTML reader: what a person reads on a page; no scripts, no menus, nothing that is hidden."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.errors import DocumentError
from knowledge.reading.block import (
    QUESTION_LEVEL,
    Block,
    Content,
    answer_end,
    heading,
    item,
    one_line,
    paragraph,
)
from knowledge.reading.decoding import decoded, is_utf8
from knowledge.reading.html.buttons import tell_buttons
from knowledge.reading.html.choice import hide_commands, tell_choices
from knowledge.reading.html.element import (
    CELLS,
    HEADINGS,
    around,
    block_of,
    is_bold,
    nests_deeper,
    number_of,
)
from knowledge.reading.html.footnote import tell_footnotes
from knowledge.reading.html.hidden import drop_hidden, hide
from knowledge.reading.html.joint import Joint
from knowledge.reading.html.list import number_lists
from knowledge.reading.html.nested_table import tell_nested_tables
from knowledge.reading.html.notice import hide_furniture, says_nothing
from knowledge.reading.html.panel import PANEL, show_panels
from knowledge.reading.html.question import show_answers
from knowledge.reading.html.sign import tell_signs
from knowledge.reading.html.table import Cell, PageTables

_CHARSET = re.compile(rb"<meta[^>]{1,200}charset=[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_LEVELS = {name: level for level, name in enumerate(HEADINGS, 1)}
_QUESTIONS = {"dt", "summary"}
_ANSWERED_IN = {"dl", "details"}
_DEEPEST_PAGE = 3_000


def read(data: bytes, name: str) -> Content:
    """The content of a page.

    Raises:
        DocumentError: It is no text, or would take minutes to read.
    """
    said = None if is_utf8(data) else _CHARSET.search(data[:2_048])
    text = (_in(said[1].decode("ascii"), data) if said else None) or decoded(data, name)
    if nests_deeper(text, _DEEPEST_PAGE):
        raise DocumentError(
            f"{name}: more than {_DEEPEST_PAGE} elements stand in each other, as on no page that a"
            " person wrote; give its text"
        )
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    found = list(_blocks(tree))
    first = next((block.text for block in found if block.level == 1), None)
    return Content(found, one_line(title.text()) if title else first)


def blocks(text: str) -> list[Block]:
    """The blocks of a piece of HTML."""
    return list(_blocks(LexborHTMLParser(text)))


def _in(charset: str, data: bytes) -> str | None:
    try:
        text = data.decode(charset)
        text.encode()  # some encodings make halves of characters
    except (LookupError, UnicodeError):
        return None
    return text


def _blocks(tree: LexborHTMLParser) -> Iterator[Block]:
    if tree.body is None:
        return
    tell_signs(tree)
    show_panels(tree)
    show_answers(tree)
    hide(tree)
    tell_footnotes(tree)
    hide_furniture(tree)
    hide_commands(tree)
    tell_choices(tree)
    tell_buttons(tree)
    drop_hidden(tree)
    number_lists(tree)
    tell_nested_tables(tree)
    yield from _Page().read(tree.body)


def _holds_answer(node: LexborNode) -> bool:
    return node.tag in _ANSWERED_IN or node.attributes.get("role") == PANEL


class _Page:
    """Takes the nodes of a page in their order, and parts their texts by the elements around."""

    def __init__(self) -> None:
        self._tag = ""
        self._words: list[str] = []
        self._owner: int | None = None
        self._joint = Joint()
        self._tables = PageTables()
        self._asked: int | None = None  # the list or the details whose question is being answered

    def read(self, body: LexborNode) -> Iterator[Block]:
        for node in body.traverse(include_text=True):
            tag = node.tag or ""
            if tag == "-text":
                yield from self._take(node)
            elif tag == "table":
                yield from self._end()
                yield from self._after_answer(node)
            elif tag == "tr":
                yield from self._end_text()
                self._tables.begin_row()
            elif tag in CELLS:
                self._joint.end()
                self._tables.begin_cell(
                    Cell(tag == "th", number_of(node, "colspan"), number_of(node, "rowspan"))
                )
            elif tag == "br":
                self._part()
        yield from self._end()

    def _take(self, node: LexborNode) -> Iterator[Block]:
        if not (node.text_content or "").strip():
            self._part()
            return
        owner, tag = block_of(node)
        if tag in CELLS and self._tables.has_cell:
            text = self._joint.told(node, in_cell=True)
            self._tables.add(text, is_bold=is_bold(node))
            return
        if owner != self._owner or self._tables.has_cell:
            yield from self._end()
            yield from self._after_answer(node)
            self._joint.end()
            self._owner, self._tag = owner, tag
            if tag in _QUESTIONS:
                lists = (one.mem_id for one in around(node) if _holds_answer(one))
                self._asked = next(lists, None)
        self._words.append(self._joint.told(node, in_cell=False))

    def _part(self) -> None:
        """A blank, or the end of a line, within a text or a cell."""
        self._joint.end()
        if self._tables.has_cell:
            self._tables.part()
        elif self._words:
            self._words.append(" ")

    def _after_answer(self, node: LexborNode) -> Iterator[Block]:
        """What stands behind the list or the details of a question is no answer to it."""
        if self._asked is not None and self._asked not in (n.mem_id for n in around(node)):
            self._asked = None
            yield answer_end()

    def _end(self) -> Iterator[Block]:
        yield from self._end_text()
        yield from self._tables.end()

    def _end_text(self) -> Iterator[Block]:
        words, self._words = one_line("".join(self._words)), []
        if says_nothing(words):
            return
        if level := _LEVELS.get(self._tag):
            yield heading(words, level)
        elif self._tag in _QUESTIONS:
            yield heading(words, QUESTION_LEVEL)
        else:
            yield item(words) if self._tag == "li" else paragraph(words)
