"""HTML reader of ordered lists: their items get their numbers, which a browser shows.

<ol start="3"><li>Unplug the router.    "3. Unplug the router."
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.html.element import around, style_of
from knowledge.reading.list_number import SHOWN_AS

_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,6}", re.ASCII)


def number_lists(tree: LexborHTMLParser) -> None:
    """Put the number of each item before its first words."""
    for text, label in [*_labels(tree)]:  # not before: what changes can't be walked through
        text.insert_before(label)


def _labels(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """The first text of each numbered item, and what is to stand before it."""
    if tree.body is None or not tree.css_first("ol"):
        return
    counts: dict[int, int] = {}  # by list, the number of the next item
    begun: dict[int, str] = {}  # by item, the label of one that has had no words yet
    for node in tree.body.traverse(include_text=True):
        if node.tag == "li" and node.parent and node.parent.tag == "ol":
            begun[node.mem_id] = _label(node, node.parent, counts)
        elif node.tag == "-text" and begun and (node.text_content or "").strip():
            within = {one.mem_id for one in around(node)}
            yield node, "".join(label for item, label in begun.items() if item in within)
            begun = {}


def _label(item: LexborNode, ordered: LexborNode, counts: dict[int, int]) -> str:
    said = ordered.attributes
    is_reversed = "reversed" in said
    if (number := _number(item, "value")) is None:
        number = counts.get(ordered.mem_id, _number(ordered, "start"))
    if number is None:
        number = sum(one.tag == "li" for one in ordered.iter()) if is_reversed else 1
    counts[ordered.mem_id] = number - 1 if is_reversed else number + 1
    if _UNNUMBERED.search(f"{style_of(ordered)};{style_of(item)}"):
        return ""
    shown = SHOWN_AS.get(item.attributes.get("type") or said.get("type") or "", str)
    return f"{shown(number)}. "


def _number(node: LexborNode, name: str) -> int | None:
    said = (node.attributes.get(name) or "").strip()
    return int(said) if _NUMBER.fullmatch(said) else None
