"""Loose JSON: what programs write that not every parser takes, read for what it says.

| in a message | is read as |
|---|---|
| a byte order mark before it | nothing |
| half of a surrogate pair, as where a name was cut in an emoji | U+FFFD |
| `NaN`, `Infinity`, a number that is too large | null |
| a control character in a text, unescaped | itself |
"""

import json
import re
from math import isfinite
from typing import Any

_MARK = "\ufeff"
# An escaped backslash is passed over, and so is a pair, of which both halves are there.
_LONE = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def loose_json(data: str | bytes) -> Any:
    """What a message says that a strict parser has refused; None where it is no JSON."""
    text = data.decode(errors="replace") if isinstance(data, bytes) else data
    text = _LONE.sub(_whole, text.removeprefix(_MARK))
    try:
        return json.loads(text, strict=False, parse_constant=_nothing, parse_float=_finite)
    except (ValueError, RecursionError):
        return None


def _whole(found: re.Match[str]) -> str:
    return "\\ufffd" if found[1] else found[0]


def _finite(number: str) -> float | None:
    return value if isfinite(value := float(number)) else None


def _nothing(_: str) -> None:
    """Of a number that is none."""
