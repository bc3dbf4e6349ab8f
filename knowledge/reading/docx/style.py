"""Reader's map of a Word document's styles: which text is left out, and where lines end.

A table of contents says again what the headings say; a style may hide its text, or strike it out,
as a run of its own may.
"""

import re
from xml.etree import ElementTree
from zipfile import ZipFile

_STYLES = "word/styles.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = tuple(f"{_W}rPr/{_W}{name}" for name in ("vanish", "strike", "dstrike"))
_OFF = {"0", "false", "off"}
_KINDS = {"paragraph": "p", "character": "r"}
_ALWAYS = (
    *(f"p[style-name='toc {level}'] => !" for level in range(1, 10)),
    "br[type='page'] => br",
    "br[type='column'] => br",
)
_NAME = re.compile(r"[\w .()-]{1,100}")
_MOST = 500


def style_map(archive: ZipFile) -> str:
    """The map for mammoth, of a document whose parts were checked."""
    if _STYLES not in archive.namelist():
        return "\n".join(_ALWAYS)
    root = ElementTree.fromstring(archive.read(_STYLES))  # noqa: S314 - entities were refused
    styles = {said: one for one in root.iter(f"{_W}style") if (said := one.get(f"{_W}styleId"))}
    told = list(_ALWAYS)
    for style in [*styles.values()][:_MOST]:
        name = style.find(f"{_W}name")
        called = name.get(f"{_W}val", "") if name is not None else ""
        kind = _KINDS.get(style.get(f"{_W}type", ""))
        if kind and _NAME.fullmatch(called) and _is_left_out(style, styles):
            told.append(f"{kind}[style-name='{called}'] => !")
    return "\n".join(told)


def _is_left_out(
    style: ElementTree.Element | None, styles: dict[str, ElementTree.Element], depth: int = 10
) -> bool:
    """By itself, or by the style that it is based on."""
    if style is None or depth == 0:
        return False
    marks = [mark for way in _LEFT_OUT if (mark := style.find(way)) is not None]
    if marks:
        return any(mark.get(f"{_W}val", "true") not in _OFF for mark in marks)
    based = style.find(f"{_W}basedOn")
    return based is not None and _is_left_out(
        styles.get(based.get(f"{_W}val", "")), styles, depth - 1
    )
