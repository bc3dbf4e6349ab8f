"""Model answer's text: a value of an answer as an agent may read it, and as nothing else shows it.

What is not seen goes, and so does markup, which a screen, a mail and a chat each make something
else of: tags, emphasis, code, headings, and the addresses of links and pictures.
"""

import re
from typing import Any

from pydantic_core import from_json

from conversation.json_values import is_object

# Controls, and signs that turn the direction of what follows: not seen, they change what is seen.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}]")
_MARKED = re.compile(r"[<*_`\[#>~+-]")
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_LIGHT = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])")
_CODE = re.compile(r"`+([^`]*)`+")
_LINE = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+", re.MULTILINE)


def text_of(value: Any) -> str | None:
    """The text that a value is; None where it is none."""
    if not isinstance(value, str):
        return None
    text = _UNSEEN.sub("", value)
    return _without_markup(text) if _MARKED.search(text) else text


def _without_markup(text: str) -> str:
    text = _LINK.sub(r"\1", _TAG.sub("", _CODE.sub(r"\1", text)))
    return _LINE.sub("", _LIGHT.sub(r"\1", _EMPHASIS.sub(r"\2", text)))


def item_text(item: Any) -> str | None:
    """The text that an item of a list is, or the only one that an object there holds."""
    if is_object(item):
        texts = [value for value in item.values() if isinstance(value, str)]
        item = texts[0] if len(texts) == 1 else None
    return text_of(item)


def object_in(text: str) -> Any:
    """The object that a text is the JSON of; None where it is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        return from_json(text)
    except ValueError:
        return None
