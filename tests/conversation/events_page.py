"""The page of events, read: its sections, their fields and their examples."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_FIELD = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.M)
_JSON = re.compile(r"^```json\n(.*?)^```", re.M | re.S)
_HEADING = re.compile(r"^### `([\w.]+)`(?: \((\w+)\))?\n(.*?)(?=^#|\Z)", re.M | re.S)
_JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "list": list,
}


@dataclass(frozen=True, eq=False)
class Section:
    """What the page says of one type: its fields with their types, and its examples.

    One that is read again is the same, as most are of two pages that differ in a row.
    """

    fields: dict[str, str]
    examples: list[dict[str, Any]]
    kept: str = ""

    @classmethod
    @cache
    def of(cls, text: str, kept: str = "") -> "Section":
        """The section in a piece of the page; `kept` is `durable` or `passing`."""
        return cls(dict(_FIELD.findall(text)), [json.loads(e) for e in _JSON.findall(text)], kept)


def part(page: str, title: str) -> str:
    """The page's part under a heading of the second rank; empty where there is none."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    return found[1] if found else ""


def sections(text: str) -> dict[str, Section]:
    """The sections of a part by the names of their types."""
    return {name: Section.of(body, kept) for name, kept, body in _HEADING.findall(text)}


def is_a(value: Any, words: str) -> bool:
    """Whether a JSON value is what a cell of the page's second column says."""
    if value is None or isinstance(value, bool):
        return words.endswith("or null") if value is None else words.startswith("boolean")
    return isinstance(value, _JSON_TYPES.get(words.split(maxsplit=1)[0], ()))
