"""Parts of a Word document as a person sees them, in the elements that mammoth reads.

| in the file                                         | becomes                        |
|-----------------------------------------------------|--------------------------------|
| hidden text, what is struck out twice, a form's hint | nothing                       |
| the text of a cell whose deletion is tracked        | nothing, as all deleted text   |
| a text box that is a drawing                        | paragraphs                     |
| a field's result, a text of another direction       | its text                       |
| a formula                                           | its text: `1/2`, `x^2`         |
| a line's end of an old kind                         | a line's end                   |
| the number of a paragraph in a list                 | text before its words          |
"""

from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from knowledge.reading.docx.numbering import Numbering
from knowledge.reading.docx.word_xml import W, is_on, part_of

BODY = "word/document.xml"
_PARTS = (BODY, "word/footnotes.xml", "word/endnotes.xml")
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NAMED = (
    b"vanish",
    b"cellDel",
    b"txbxContent",
    b"fldSimple",
    b"bdo",
    b":dir",
    b":cr",
    b"oMath",
    b"dstrike",
    b"showingPlcHdr",
)
_BOX = f"{W}txbxContent"
_WHAT_IS_IN_IT = f"{W}smartTag"
_READ_AS = {
    f"{W}fldSimple": _WHAT_IS_IN_IT,
    f"{W}dir": _WHAT_IS_IN_IT,
    f"{W}bdo": _WHAT_IS_IN_IT,
    f"{_M}oMathPara": _WHAT_IS_IN_IT,
    f"{W}cr": f"{W}br",
}
_BETWEEN = {f"{_M}f": "/", f"{_M}sSup": "^"}


def with_what_is_seen(archive: ZipFile, data: bytes, styles: Element) -> bytes:
    """The document with its parts as they are seen; as it is, where nothing is to be changed."""
    parts = {name: archive.read(name) for name in archive.namelist() if name in _PARTS}
    numbering = Numbering(part_of(archive, "word/numbering.xml"), styles)
    changed = {
        name: _seen(text, numbering if name == BODY else None)
        for name, text in parts.items()
        if _is_to_change(text) or (name == BODY and numbering.has_lists)
    }
    if not changed:
        return data
    kept = BytesIO()
    with ZipFile(kept, "w") as copy:
        for name in dict.fromkeys(archive.namelist()):
            copy.writestr(name, changed[name] if name in changed else archive.read(name))
    return kept.getvalue()


def _is_to_change(text: bytes) -> bool:
    plain = text.replace(b"\0", b"")  # UTF-16 as well
    return any(name in plain for name in _NAMED)


def _seen(text: bytes, numbering: Numbering | None) -> bytes:
    root = ElementTree.fromstring(text)  # noqa: S314 - what declares entities was refused
    for element in [*root.iter()]:
        element.tag = _READ_AS.get(element.tag, element.tag)
        _drop_hidden(element)
        if element.tag == f"{W}tc" and element.find(f"{W}tcPr/{W}cellDel") is not None:
            element[:] = [Element(f"{W}p")]
        elif element.tag == f"{_MC}AlternateContent":
            _choose(element)
        elif element.tag == f"{_M}oMath":
            _write_out(element)
    for drawing in root.iter(f"{W}drawing"):
        if boxes := [*drawing.iter(_BOX)]:
            drawing.tag, drawing[:] = f"{W}pict", boxes
    if numbering:
        numbering.number(root)
    return ElementTree.tostring(root)


def _drop_hidden(parent: Element) -> None:
    for run in parent.findall(f"{W}r"):
        marks = [run.find(f"{W}rPr/{W}{name}") for name in ("vanish", "dstrike")]
        if any(map(is_on, marks)):
            parent.remove(run)
    for control in parent.findall(f"{W}sdt"):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            parent.remove(control)


def _choose(alternates: Element) -> None:
    """Have the first choice read, where what stands in for it, or not, has not its text box."""
    choice, instead = alternates.find(f"{_MC}Choice"), alternates.find(f"{_MC}Fallback")
    if choice is None or choice.find(f".//{_BOX}") is None:
        return
    if instead is None or instead.find(f".//{_BOX}") is None:
        choice.tag = f"{_MC}Fallback"
        alternates[:] = [choice]


def _write_out(formula: Element) -> None:
    text = _formula(formula)
    formula.clear()
    formula.tag = f"{W}r"
    ElementTree.SubElement(formula, f"{W}t").text = text


def _formula(part: Element) -> str:
    if part.tag == f"{_M}t":
        return part.text or ""
    told = [text for text in map(_formula, part) if text]
    return _BETWEEN.get(part.tag, "").join(told)
