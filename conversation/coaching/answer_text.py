"""Model answer's text: a value of an answer as an agent may read it."""

import re
from typing import Any, cast

from pydantic_core import from_json

# Controls, and signs that turn the direction of what follows: not seen, they change what is seen.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}]")


def text_of(value: Any) -> str | None:
    """The text that a value is; None where it is none."""
    return _UNSEEN.sub("", value) if isinstance(value, str) else None


def item_text(item: Any) -> str | None:
    """The text that an item of a list is, or the only one that an object there holds."""
    if isinstance(item, dict):
        values = cast("dict[str, Any]", item).values()
        texts = [value for value in values if isinstance(value, str)]
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
