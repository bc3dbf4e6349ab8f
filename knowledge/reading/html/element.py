"""Element of a page: what stands around it, which says what its text is."""

import re
from collections.abc import Iterator
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

CELLS = {"td", "th"}
_BOLD = {"b", "strong"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HEADED = ", ".join(HEADINGS)
"""The selector of these."""
OF_THE_PAGE = "h1, main, article"
"""What has one of these in it is the page, and nothing beside its text."""
BLOCKS = {
    *("p", "li", "dd", "pre", "blockquote", "div", "section", "article", "main", "body", "address"),
    *("figcaption", "caption", "details", "ul", "ol", "dl", "table", "figure", "hr", "fieldset"),
    *("header", "footer", "aside", "label", "legend", "option", "dt", "summary"),
    *HEADINGS,
}
_DEEPEST = 64
"""Elements in which a text is looked for its block: a hostile page nests them by the thousand."""
_LONGEST_NUMBER = 6
_NESTED = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|param|p|li|dt|dd"
    r"|option|tr|td|th|tbody|thead|tfoot)\b)[a-z]",
    re.IGNORECASE,
)


def by_id(tree: LexborHTMLParser) -> dict[str, LexborNode]:
    """The elements of a page that have an id, by it."""
    return {id: node for node in tree.css("[id]") if (id := node.attributes.get("id"))}


def style_of(node: LexborNode) -> str:
    """The style that an element says of itself; empty where it says none."""
    return node.attributes.get("style") or ""


def around(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around one, the nearest first."""
    parent = node.parent
    for _ in range(_DEEPEST):
        if parent is None:
            return
        yield parent
        parent = parent.parent


def block_of(node: LexborNode) -> tuple[int | None, str]:
    """The nearest element around a text that is a block; a cell around that comes first."""
    found: tuple[int | None, str] | None = None
    for one in around(node):
        tag = one.tag or ""
        if tag in CELLS:
            return one.mem_id, tag
        if found is None and tag in BLOCKS:
            found = one.mem_id, tag
    return found or (None, "")


def is_in(node: LexborNode, tags: set[str]) -> bool:
    """Whether an element of these stands around."""
    return any(one.tag in tags for one in around(node))


def is_bold(node: LexborNode) -> bool:
    """Whether a text in a cell is bold there."""
    inside = takewhile(lambda one: one.tag not in CELLS, around(node))
    return any(one.tag in _BOLD for one in inside)


def number_of(node: LexborNode, name: str) -> int:
    """What an attribute says, where that is a number from 1; else 1."""
    said = (node.attributes.get(name) or "").strip()[:_LONGEST_NUMBER]
    return max(1, int(said)) if said.isascii() and said.isdecimal() else 1


def class_names(node: LexborNode) -> list[str]:
    """The names of an element's classes."""
    return (node.attributes.get("class") or "").split()


def nests_deeper(text: str, limit: int) -> bool:
    """Whether more elements are open at once than that, of those that a page has to close itself.

    The parser's time grows with the square of it.
    """
    depth = 0
    for tag in _NESTED.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > limit:
            return True
    return False
