"""Word reader: a DOCX becomes HTML, and is read as such; a bomb in it is not unpacked."""

from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import mammoth

from knowledge.errors import DocumentError
from knowledge.reading.block import Content
from knowledge.reading.docx.parts import BODY, with_what_is_seen
from knowledge.reading.docx.style import style_map
from knowledge.reading.docx.word_xml import part_of
from knowledge.reading.html.page import blocks

MOST_BYTES = 100_000_000
MOST_RATIO = 200
MOST_FILES = 5_000
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # an OLE file: what Word makes of a document with a password


def read(data: bytes, name: str) -> Content:
    """The content of a Word document.

    Raises:
        DocumentError: It is none, has a password, or would not fit when it is unpacked.
    """
    if data.startswith(_ENCRYPTED):
        raise DocumentError(f"{name}: an old Word file, or one with a password; save it as DOCX")
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check(archive, name)
            styles = part_of(archive, "word/styles.xml")
            shown = with_what_is_seen(archive, data, styles)
        result: Any = mammoth.convert_to_html(
            BytesIO(shown), convert_image=_no_image, style_map=style_map(styles)
        )
    except DocumentError:
        raise
    except BadZipFile:
        raise DocumentError(f"{name}: this is no DOCX; save it again as one") from None
    except Exception as error:  # noqa: BLE001 - whatever mammoth stumbles over is the file's fault
        raise DocumentError(
            f"{name}: the DOCX is damaged ({type(error).__name__}); save it again"
        ) from None
    # Its numbers stand in the text, as Word counts; those of HTML begin anew behind each paragraph.
    page = result.value.replace("<ol>", "<ul>").replace("</ol>", "</ul>")
    return Content(blocks(page))


def _check(archive: ZipFile, name: str) -> None:
    """Look at what it would become, before any of it is unpacked whole."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
        raise DocumentError(f"{name}: unpacked, it is larger than {MOST_BYTES // 1_000_000} MB")
    if any(_ratio(one) > MOST_RATIO for one in entries):
        raise DocumentError(f"{name}: packed as no Word document is; it is not unpacked")
    if BODY not in archive.namelist():
        raise DocumentError(f"{name}: this is no DOCX but another packed file; save it as DOCX")
    for one in entries:
        if one.filename.endswith((".xml", ".rels")):
            _check_xml(archive, one, name)


def _check_xml(archive: ZipFile, entry: ZipInfo, name: str) -> None:
    """What a header says of a size may be a lie: no more is read than it says."""
    with archive.open(entry) as file:
        text = file.read(entry.file_size + 1)
    if len(text) > entry.file_size:
        raise DocumentError(f"{name}: {entry.filename} is larger than it says")
    plain = text.replace(b"\0", b"")  # UTF-16 as well
    if any(word in plain for word in _DECLARES):
        raise DocumentError(f"{name}: {entry.filename} declares entities, as no Word document does")


def _ratio(entry: ZipInfo) -> float:
    """How many times larger it becomes; small ones may be packed well."""
    return entry.file_size / max(entry.compress_size, 1) if entry.file_size > MOST_FILES else 0.0


@mammoth.images.img_element
def _no_image(_: Any) -> dict[str, str]:
    return {}
