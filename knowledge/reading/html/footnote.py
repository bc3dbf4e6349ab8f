"""HTML footnote: what stands at the foot of a page or of Word, told where it is referred to.

    A course takes two days[1].  …  1. Or three. ↑    "A course takes two days (Or three)."

A note is what a mark links to and what links back to that mark alone, so that a list of sources
which are cited again and again stays where it is.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import by_id

LONGEST_NOTE = 300
"""Characters of a note that is told in the middle of a sentence."""
_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3})\]?")


def tell_footnotes(tree: LexborHTMLParser) -> None:
    """Put each note in the place of its mark."""
    told: list[tuple[LexborNode, str]] = []
    known = by_id(tree)
    for mark in tree.css('a[href^="#"]'):
        note = known.get((mark.attributes.get("href") or "").removeprefix("#"))
        if note is None or not _MARK.fullmatch(one_line(mark.text())):
            continue
        ids = {mark.attributes.get("id"), mark.parent.attributes.get("id") if mark.parent else None}
        back = [one for one in note.css('a[href^="#"]') if _is_sign(one)]
        if len(back) != 1 or (back[0].attributes.get("href") or "#").removeprefix("#") not in ids:
            continue
        text = one_line(note.text(separator=" ")).replace(one_line(back[0].text()), "").strip()
        if 0 < len(text) <= LONGEST_NOTE:
            note.attrs["hidden"] = ""  # it is told once
            told.append((mark, f" ({text.removesuffix('.')})"))
    for mark, text in told:
        mark.replace_with(text)  # not before: what is gone can't be asked


def _is_sign(link: LexborNode) -> bool:
    return not any(sign.isalpha() for sign in link.text().replace("\ufe0e", ""))
