"""Word numbering: the numbers that Word shows before paragraphs and headings, which no text has.

    w:numPr of a paragraph, or of its style      which list, and which level of it
    w:num, w:abstractNum of numbering.xml        how a level counts: from 1, by digits, "Step %1:"

A level counts on through what stands between, and begins anew below the next number of a level
above. Bullets have no number.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from knowledge.reading.docx.word_xml import W, attribute, is_on, value
from knowledge.reading.list_number import SHOWN_AS

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_GONE = ("vanish", "del")
_LEVELS = 9
_DEEPEST_STYLE = 20
_PLACE = re.compile(r"%([1-9])")
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_SHOWN_AS: dict[str, Callable[[int], str]] = {
    "lowerLetter": SHOWN_AS["a"],
    "upperLetter": SHOWN_AS["A"],
    "lowerRoman": SHOWN_AS["i"],
    "upperRoman": SHOWN_AS["I"],
    "decimalZero": lambda number: f"{number:02}",
    "none": lambda _: "",
}


class ListLevel(NamedTuple):
    """A level of a list.

    Attributes:
        start: Its first number.
        shown_as: How it counts, as Word names it.
        text: What is shown, with %1 for the number of the first level; empty: nothing.
        is_legal: Whether all numbers in it are digits.
        restarts: Whether it begins anew below a level above.
    """

    start: int
    shown_as: str
    text: str
    is_legal: bool
    restarts: bool


class Numbering:
    """The lists of a document."""

    def __init__(self, lists: Element, styles: Element) -> None:
        """Read what `numbering.xml` and `styles.xml` say."""
        self._styles = {attribute(one, "styleId"): one for one in styles.iter(f"{W}style")}
        self._abstract = {
            attribute(one, "abstractNumId"): one for one in lists.iter(f"{W}abstractNum")
        }
        self._lists = {attribute(one, "numId"): one for one in lists.iter(f"{W}num")}
        self._levels: dict[str, Mapping[int, ListLevel]] = {}
        self._counts: dict[str, dict[int, int]] = {}  # by abstract list and level
        self._begun: set[tuple[str, int]] = set()

    @property
    def has_lists(self) -> bool:
        """Whether any paragraph may have a number."""
        return bool(self._lists)

    def number(self, document: Element) -> None:
        """Put each number before the words of its paragraph."""
        for paragraph in _paragraphs(document):
            label = self._label(paragraph)
            if label and any((text.text or "").strip() for text in paragraph.iter(f"{W}t")):
                run = Element(f"{W}r")
                ElementTree.SubElement(run, f"{W}t").text = f"{label} "
                paragraph.insert(int(paragraph.find(f"{W}pPr") is not None), run)

    def _label(self, paragraph: Element) -> str:
        """What stands before a paragraph, which is counted; empty: nothing."""
        if any(paragraph.find(f"{W}pPr/{W}rPr/{W}{gone}") is not None for gone in _GONE):
            return ""
        id, at = self._place(paragraph)
        levels = self._levels_of(id)
        if at not in levels:
            return ""
        counts = self._count(id, at, levels)

        def shown(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            if which not in levels:
                return ""
            is_digits = levels[at].is_legal or levels[which].shown_as not in _SHOWN_AS
            number = counts.get(which, levels[which].start)
            return str(number) if is_digits else _SHOWN_AS[levels[which].shown_as](number)

        return "" if levels[at].shown_as == "bullet" else _PLACE.sub(shown, levels[at].text).strip()

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list of a paragraph and its level, by itself or by its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        id, level = value(own, "numId"), value(own, "ilvl")
        style = value(paragraph.find(f"{W}pPr"), "pStyle")
        for _ in range(_DEEPEST_STYLE):
            if (id and level) or style not in self._styles:
                break
            said = self._styles[style].find(f"{W}pPr/{W}numPr")
            id, level = id or value(said, "numId"), level or value(said, "ilvl")
            style = value(self._styles[style], "basedOn")
        return id, _digits(level, 0)

    def _count(self, id: str, at: int, levels: Mapping[int, ListLevel]) -> Mapping[int, int]:
        """Count one more at a level of a list; the counts of all its levels."""
        counts = self._counts.setdefault(value(self._lists[id], "abstractNumId"), {})
        begins = self._override(id, at)
        if begins is not None and (id, at) not in self._begun:
            counts[at] = begins
        else:
            counts[at] = counts[at] + 1 if at in counts else levels[at].start
        self._begun.add((id, at))
        for below in range(at + 1, _LEVELS):
            if below in levels and levels[below].restarts:
                counts.pop(below, None)
        return counts

    def _override(self, id: str, at: int) -> int | None:
        """Where a list begins anew that goes on by the levels of another."""
        for one in self._lists[id].findall(f"{W}lvlOverride"):
            if attribute(one, "ilvl") == str(at) and (said := value(one, "startOverride")):
                return _digits(said, 1)
        return None

    def _levels_of(self, id: str) -> Mapping[int, ListLevel]:
        if id not in self._lists:
            return {}
        if id not in self._levels:
            abstract = self._abstract.get(value(self._lists[id], "abstractNumId"))
            if linked := value(abstract, "numStyleLink"):
                style = self._styles.get(linked)
                other = value(
                    style.find(f"{W}pPr/{W}numPr") if style is not None else None, "numId"
                )
                abstract = self._abstract.get(value(self._lists.get(other), "abstractNumId"))
            levels = [] if abstract is None else abstract.findall(f"{W}lvl")
            levels += self._lists[id].findall(f"{W}lvlOverride/{W}lvl")
            self._levels[id] = {_digits(attribute(one, "ilvl"), 0): _level(one) for one in levels}
        return self._levels[id]


def _paragraphs(parent: Element) -> Iterator[Element]:
    """The paragraphs in their order; of two ways to show something, one is counted."""
    for child in parent:
        if child.tag == f"{W}p":
            yield child
        if child.tag != _CHOICE:
            yield from _paragraphs(child)


def _level(said: Element) -> ListLevel:
    return ListLevel(
        _digits(value(said, "start"), 1),
        value(said, "numFmt") or "decimal",
        value(said, "lvlText"),
        is_on(said.find(f"{W}isLgl")),
        value(said, "lvlRestart") != "0",
    )


def _digits(said: str, otherwise: int) -> int:
    return int(said) if _NUMBER.fullmatch(said) else otherwise
