"""Reader of documents: one row a kind, told by the file's first bytes or by its ending.

| kind | endings | read by |
|---|---|---|
| PDF | `.pdf`, or `%PDF` in its first bytes | `pdf/` |
| Word | `.docx` | `docx/` |
| HTML | `.html`, `.htm`, `.xhtml`, or a doctype | `html/` |
| Markdown | `.md`, `.markdown` | `markdown.py` |
| table | `.csv`, `.tsv` | `table.py` |
| text | `.txt`, `.text`, and none | `plain.py` |

Reading blocks; callers do it in a thread.
"""

import re
from hashlib import sha256
from importlib import import_module
from pathlib import PurePosixPath

from knowledge.document import ANYBODY, Audience, Document, Passage
from knowledge.errors import DocumentError
from knowledge.reading.block import Content
from knowledge.reading.chunker import titled_texts
from knowledge.reading.decoding import marked
from knowledge.reading.language import language_of

MOST_BYTES = 20_000_000
MOST_PASSAGES = 20_000
READERS = {
    ".pdf": "pdf.document",
    ".docx": "docx.document",
    ".html": "html.page",
    ".htm": "html.page",
    ".xhtml": "html.page",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "table",
    ".tsv": "table",
    ".txt": "plain",
    ".text": "plain",
    "": "plain",
}
"""The module that reads a kind, by its ending; imported with its library when it is needed."""
SAVE_AS = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), "a sheet a file as CSV"),
    **dict.fromkeys((".doc", ".rtf", ".odt", ".pages"), "it as DOCX"),
    **dict.fromkeys((".pptx", ".ppt", ".odp", ".key", ".epub", ".eml", ".msg"), "it as PDF"),
}
"""Kinds that people write in and that have no reader, by the ending: what to save, and as what."""
_BINARY = (".pdf", ".docx")
_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/plain": ".txt",
}
_CHARSET = re.compile(r";\s*charset=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
_OF_SOME_KIND = ("application/", "audio/", "font/", "image/", "video/")
_OF_ANY_KIND = ("application/octet-stream", "application/x-download", "application/force-download")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.S)
_MARKS = b"\xef\xbb\xbf\xff\xfe"
"""The bytes of byte order marks; no text begins with any of them otherwise."""
_ID_LENGTH = 16


def read(
    data: bytes,
    name: str,
    address: str,
    audience: Audience = ANYBODY,
    content_type: str | None = None,
) -> tuple[Document, list[Passage]]:
    """A document and its passages.

    Args:
        data: The file's bytes, at most `MOST_BYTES`.
        name: Its name, by whose ending it is read, and by which an error calls it.
        address: Where a person can read it: a path or a URL.
        audience: Whom it is for.
        content_type: What a web server calls it, its encoding too; it counts more than the ending.

    Raises:
        DocumentError: It can't be read; the message says why, and what could be.
    """
    check_size(len(data), name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentError(f"{name}: the file is empty")
    kind = _kind(data, name, content_type)
    reader = import_module(f"knowledge.reading.{READERS[kind]}")
    if kind not in _BINARY and (said := _CHARSET.search(content_type or "")):
        data = marked(data, said[1])
    content: Content = reader.read(data, name)
    texts = list(titled_texts(content.blocks))
    if not texts:
        raise DocumentError(f"{name}: there is no text in it")
    if len(texts) > MOST_PASSAGES:
        raise DocumentError(f"{name}: more than {MOST_PASSAGES} passages; give it in parts")
    return _made(content, texts, name, address, audience)


def check_size(size: int, name: str) -> None:
    """Return where a file of so many bytes may be read; to be asked before its bytes are there.

    Raises:
        DocumentError: It is larger than `MOST_BYTES`.
    """
    if size > MOST_BYTES:
        raise DocumentError(
            f"{name}: {size / 1e6:.0f} MB are more than {MOST_BYTES // 1_000_000} MB; give it in"
            " parts"
        )


def _made(
    content: Content,
    texts: list[tuple[str, str, int | None]],
    name: str,
    address: str,
    audience: Audience,
) -> tuple[Document, list[Passage]]:
    whole = "\n\n".join(f"{title}\n{text}" for title, text, _ in texts)
    id = document_id(address, audience)
    title = content.title or PurePosixPath(name.replace("\\", "/")).stem or name
    language, digest = language_of(whole), sha256(f"{title}\n{whole}".encode()).hexdigest()
    document = Document(id, address, title, language, digest, audience)
    return document, [
        Passage(f"{id}.{place}", id, place, above, text, page)
        for place, (above, text, page) in enumerate(texts)
    ]


def unread(kind: str) -> str:
    """What to say of a kind, by its ending or its type, that has no reader."""
    if told := SAVE_AS.get(kind):
        return f"{kind} can't be read; save {told}"
    return f"{kind} can't be read; what can is {', '.join(filter(None, READERS))}"


def document_id(address: str, audience: Audience) -> str:
    """The id of the document at an address, for an audience."""
    made_of = "\0".join([address, *sorted(audience.playbooks), "", audience.group or ""])
    return sha256(made_of.encode()).hexdigest()[:_ID_LENGTH]


def _kind(data: bytes, name: str, content_type: str | None) -> str:
    if data[:1_024].lstrip().startswith(b"%PDF"):
        return ".pdf"
    said = (content_type or "").partition(";")[0].strip().lower()
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    kind = _BY_TYPE.get(said, ending)
    if said == "text/plain" and ending in (".md", ".markdown", ".csv", ".tsv"):
        kind = ending
    is_strange = said.startswith(_OF_SOME_KIND) and said not in (*_BY_TYPE, *_OF_ANY_KIND)
    if kind not in READERS or (is_strange and not kind):
        if _is_html(data):
            return ".html"
        raise DocumentError(f"{name}: {unread(ending or said)}")
    if kind in ("", ".txt") and _is_html(data):
        return ".html"
    return kind


def _is_html(data: bytes) -> bool:
    """Whether it begins as a page does, in whatever encoding."""
    return bool(_HTML.match(data[:2_048].lstrip(_MARKS).replace(b"\0", b"")))
