"""XML of a Word document: its parts, and what their elements say."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off"}


def part_of(archive: ZipFile, name: str) -> Element:
    """A part of a document whose parts were checked; an empty element, where there is none."""
    if name not in archive.namelist():
        return Element("none")
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - what declares entities was refused


def attribute(element: Element, name: str) -> str:
    """An attribute of an element; empty, where there is none."""
    return element.get(f"{W}{name}", "")


def value(parent: Element | None, name: str) -> str:
    """What an element in another says; empty, where there is none."""
    found = None if parent is None else parent.find(f"{W}{name}")
    return "" if found is None else attribute(found, "val")


def is_on(mark: Element | None) -> bool:
    """Whether a property of a text is there, and not switched off."""
    return mark is not None and mark.get(f"{W}val", "true") not in _OFF
