"""Loose JSON: what programs write that not every parser takes, read for what it says.

| in a message | is read as |
|---|---|
| a byte order mark before it | nothing |
| half of a surrogate pair, as where a name was cut in an emoji | U+FFFD |
| `NaN`, `Infinity`, a number that is too large | null |
| a control character in a text, unescaped | itself |
"""

import json
from math import isfinite
from typing import Any

from conversation.surrogates import without_halves

_MARK = "\ufeff"


def loose_json(data: str | bytes) -> Any:
    """What a message says that a strict parser has refused; None where it is no JSON."""
    text = without_halves(data).removeprefix(_MARK)
    try:
        return json.loads(text, strict=False, parse_constant=_nothing, parse_float=_finite)
    except (ValueError, RecursionError):
        return None


def _finite(number: str) -> float | None:
    return value if isfinite(value := float(number)) else None


def _nothing(_: str) -> None:
    """Read `NaN` and its like, which are no JSON, as null."""
