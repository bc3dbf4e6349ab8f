"""Markdown reader: a Markdown file becomes HTML, and is read as such."""

import re

from markdown_it import MarkdownIt

from knowledge.errors import DocumentError
from knowledge.reading.block import Content, one_line
from knowledge.reading.decoding import decoded
from knowledge.reading.html.footnote import LONGEST_NOTE
from knowledge.reading.html.page import blocks
from knowledge.reading.markdown_dialect import in_plain_markdown

MOST_BYTES = 1_000_000
"""Of nothing but marks, a megabyte takes seconds, and ten take minutes."""
_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\n(.*?)^(?:---|\.\.\.)|\+\+\+[ \t]*\n(.*?)^\+\+\+)[ \t]*(?:\n|\Z)", re.S | re.M
)
_TITLE = re.compile(r"^title[ \t]*+[:=][ \t]*+(\S.*)", re.M)
_NOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*+(\S.*(?:\n[ \t]{2,}\S.*)*)(?:\n|\Z)", re.M)
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,40})\]")
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(data: bytes, name: str) -> Content:
    """The content of a Markdown file; its title is that of its front matter, or its first heading.

    Raises:
        DocumentError: It is no text, or too long.
    """
    if len(data) > MOST_BYTES:
        raise DocumentError(f"{name}: more than {MOST_BYTES // 1_000_000} MB of Markdown; part it")
    text = decoded(data, name).replace("\r\n", "\n")
    title = None
    if front := _FRONT_MATTER.match(text):
        said = _TITLE.search(front[1] or front[2] or "")
        title = said[1].strip(" \t\"'") or None if said else None
        text = text[front.end() :]
    found = blocks(_PARSER.render(_with_notes(in_plain_markdown(text))))
    return Content(found, title or next((one.text for one in found if one.level == 1), None))


def _with_notes(text: str) -> str:
    """A text whose footnotes stand where they are first referred to; long ones are paragraphs."""
    notes = {id: one_line(note) for id, note in _NOTE.findall(text)}
    if not notes:
        return text
    referred = _REFERENCE.findall(_NOTE.sub("", text))
    short = {id for id in referred if len(notes.get(id, "")) <= LONGEST_NOTE} & {*notes}
    left = {id: notes[id].removesuffix(".") for id in short}

    def told(found: re.Match[str]) -> str:
        note = left.pop(found[1], "")  # once
        return f" ({note})" if note else "" if found[1] in notes else found[0]

    kept = _NOTE.sub(lambda found: "" if found[1] in short else f"\n{notes[found[1]]}\n", text)
    return _REFERENCE.sub(told, kept)
