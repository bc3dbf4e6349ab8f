"""Reader's map of a Word document's styles: which text is left out, and where lines end.

A table of contents says again what the headings say; a style may hide its text, or strike it out,
as a run of its own may.
"""

import re
from xml.etree.ElementTree import Element

from knowledge.reading.docx.word_xml import W, attribute, is_on, value

_LEFT_OUT = tuple(f"{W}rPr/{W}{name}" for name in ("vanish", "strike", "dstrike"))
_KINDS = {"paragraph": "p", "character": "r"}
_ALWAYS = (
    *(f"p[style-name='toc {level}'] => !" for level in range(1, 10)),
    "br[type='page'] => br",
    "br[type='column'] => br",
)
_NAME = re.compile(r"[\w .()-]{1,100}")
_MOST = 500


def style_map(root: Element) -> str:
    """The map for mammoth, of what `styles.xml` says."""
    styles = {said: one for one in root.iter(f"{W}style") if (said := attribute(one, "styleId"))}
    told = list(_ALWAYS)
    for style in [*styles.values()][:_MOST]:
        called, kind = value(style, "name"), _KINDS.get(attribute(style, "type"))
        if kind and _NAME.fullmatch(called) and _is_left_out(style, styles):
            told.append(f"{kind}[style-name='{called}'] => !")
    return "\n".join(told)


def _is_left_out(style: Element | None, styles: dict[str, Element], depth: int = 10) -> bool:
    """By itself, or by the style that it is based on."""
    if style is None or depth == 0:
        return False
    marks = [mark for way in _LEFT_OUT if (mark := style.find(way)) is not None]
    if marks:
        return any(map(is_on, marks))
    return _is_left_out(styles.get(value(style, "basedOn")), styles, depth - 1)
