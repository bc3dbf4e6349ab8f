"""Sign that a page draws in a cell or before an item, told by a character.

<td><i class="fa fa-check"></i></td>          ✓
<li><svg class="icon-x"></svg> Backup</li>    ✗ Backup
<td><img alt="Included"></td>                 Included
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import class_names

_YES = re.compile(
    r"(?:.*[_-])?(?:check(?:mark|ed)?|tick|yes)(?:[_-].*)?|(?:checkbox|toggle|switch)[_-]on",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:.*[_-])?(?:x|xmark|cross|times|close|uncheck(?:ed)?)(?:[_-](?!large|small)\D.*)?"
    r"|(?:checkbox|toggle|switch)[_-]off",
    re.IGNORECASE,
)
_DRAWN = "i, svg, use, img, input[type=checkbox], span, div"
_NEEDS_A_NAME = {"span", "div"}
_OF_A_SIGN = re.compile(r"icon|check|tick|cross|mark|toggle|switch", re.IGNORECASE)
_LONGEST_NAME = 60
_MOST_LOOKED_AT = 6


def tell_signs(tree: LexborHTMLParser) -> None:
    """Put a character in the place of each sign in a cell, and of each before an item."""
    for place in tree.css("td, th, li"):
        drawn = [one for one in place.css(_DRAWN)[:_MOST_LOOKED_AT] if not _words(one)]
        if not drawn or (_words(place) and not _begins_with(place, drawn[0])):
            continue
        names = map(_name, drawn) if not _words(place) and place.tag != "li" else ()
        told = next(filter(None, names), None) or next(filter(None, map(_sign, drawn)), None)
        if told:
            drawn[0].insert_before(f" {told} ")


def _words(node: LexborNode) -> str:
    """What an element says but for what is drawn in it."""
    text = node.text()
    for drawn in node.css("svg"):
        text = text.replace(drawn.text(), "", 1)
    return one_line(text) if node.tag not in ("svg", "use") else ""


def _begins_with(place: LexborNode, drawn: LexborNode) -> bool:
    """Whether nothing is said before what is drawn there."""
    for node in place.traverse(include_text=True):
        if node.mem_id == drawn.mem_id:
            return True
        if node.tag == "-text" and (node.text_content or "").strip():
            return False
    return False


def _name(drawn: LexborNode) -> str:
    """What something drawn is called for whoever can't see it."""
    said = drawn.attributes
    title = drawn.css_first("title") if drawn.tag == "svg" else None
    name = said.get("alt") or said.get("aria-label") or (title.text() if title else "")
    return one_line(name) if len(name) <= _LONGEST_NAME else ""


def _sign(drawn: LexborNode) -> str:
    if drawn.tag == "input":
        return "✓" if "checked" in drawn.attributes else "✗"
    names = [*_names(drawn)]
    if drawn.tag in _NEEDS_A_NAME and not any(map(_OF_A_SIGN.search, names)):
        return ""
    if any(_NO.fullmatch(name) for name in names):
        return "✗"
    return "✓" if any(_YES.fullmatch(name) for name in names) else ""


def _names(drawn: LexborNode) -> Iterator[str]:
    said = drawn.attributes
    yield from class_names(drawn)
    for place in ("src", "href", "xlink:href"):
        yield PurePosixPath((said.get(place) or "").replace("#", "/")).stem
    yield one_line(said.get("alt") or "")
