"""Joint of a page's texts: what stands between two of them as a person sees them.

£12<sup>50</sup>                      "£12.50"       cents are raised, or have their name
20 m<sup>2</sup>                      "20 m²"
<b>W</b>ren                           "Wren"         letters are one word, however they look
<span>Price</span><span>£99</span>    "Price £99"    a style sets them apart
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from selectolax.lexbor import LexborNode

from knowledge.reading.html.element import BLOCKS, around, class_names
from knowledge.reading.raised import raised

_OF_A_WORD = {"b", "strong", "i", "em", "u", "sup", "sub", "mark", "font", "code", "ins", "abbr"}
_CENTS = re.compile(r"(?:.*[_-])?(?:cents?|centim\w*|decimals?|fractions?|pence)", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"\d\d")
_FIGURE = re.compile(r"(?:([£$€]|EUR|GBP|USD|CHF)\s?)?\d[\d.,\s]{0,30}\Z")
_CURRENCY = re.compile(r"\s*([£$€]|EUR|GBP|USD|CHF)")
_WITH_COMMA = ("€", "EUR")
_SIGNS = "£$€"
_BEGINS = "£$€([/.,-"
_ENDS = "€%)]/.,;:!?-"
_OUTSIDE = {"td", "th", "body"}
_MOST_RAISED = 2
_KEPT = 20
"""Characters of what stands before, in which a figure is looked for."""


class Joint:
    """Knows the last text that was taken, and what goes between it and the next one."""

    def __init__(self) -> None:
        """Begin without one."""
        self._before = ""
        self._last: dict[int, str] = {}

    def end(self) -> None:
        """What comes next stands by itself."""
        self._before = ""

    def told(self, node: LexborNode, *, in_cell: bool) -> str:
        """A text of the page, with what goes before it."""
        text = node.text_content or ""
        inside = {one.mem_id: one.tag or "" for one in _within_block(node)}
        between = {tag for _, tag in inside.items() ^ self._last.items()}
        before, self._last = self._before, inside
        made = self._made(text, node, before)
        if made == text and _are_two(before, text, between, in_cell=in_cell):
            made = f" {text}"
        self._before = (before + made)[-_KEPT:]
        return made

    @staticmethod
    def _made(text: str, node: LexborNode, before: str) -> str:
        """A text that is raised, or the cents of a price, as it is written in a line."""
        parent = node.parent
        if not before or parent is None or not text.isdecimal() or len(text) > _MOST_RAISED:
            return text
        if before[-1].isdigit() and _TWO_DIGITS.fullmatch(text) and (sign := _sign(parent, before)):
            return f"{',' if sign in _WITH_COMMA else '.'}{text}"
        is_mark = parent.tag == "a" and (parent.attributes.get("href") or "").startswith("#")
        is_raised = (parent.tag == "sup" or is_mark) and before[-1].isalnum()
        return raised(text) if is_raised else text


def _within_block(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a text that stand in its cell, or on its page."""
    return takewhile(lambda one: one.tag not in _OUTSIDE, around(node))


def _sign(element: LexborNode, before: str) -> str:
    """The currency of a price whose cents an element has; empty where it has none."""
    figure = _FIGURE.search(before)
    behind = _CURRENCY.match(element.next.text()) if element.next is not None else None
    sign = (figure[1] if figure else None) or (behind[1] if behind else "")
    if any(_CENTS.fullmatch(name) for name in class_names(element)):
        return sign or "€"
    return sign if element.tag == "sup" else ""


def _are_two(before: str, text: str, between: set[str], *, in_cell: bool) -> bool:
    """Whether a text and one before it, with these elements between, are two words."""
    if not before.strip() or not text.strip() or _OF_A_WORD.issuperset(between):
        return False
    last, first = before[-1], text[0]
    if not BLOCKS.isdisjoint(between):
        return True
    if in_cell:
        return last not in _BEGINS and first not in _ENDS
    return (
        (last.isalpha() and (first.isdigit() or first in _SIGNS))
        or (last.isdigit() and first.isalpha())
        or (last.islower() and first.isupper())
    )
