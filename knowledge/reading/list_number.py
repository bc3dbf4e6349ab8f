"""List number: the number, letter or Roman figure that stands before an item of an ordered list."""

import re
from collections.abc import Callable, Mapping

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS = 26
_MOST = 4_000
"""From here on letters and Roman figures are no shorter than digits."""
_LABEL = re.compile(
    r"^[ \t]*\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-z]|[ivxl]{1,6})[.)][ \t]+", re.M | re.I
)
_HEADING_LABEL = re.compile(
    r"^(?:\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,5}[.)]?|[ivxl]{1,6}[.)])\s+", re.I
)


def without_number(heading: str) -> str:
    """A heading without its number: "2.1 Refunds" is about refunds."""
    return _HEADING_LABEL.sub("", heading)


def without_numbers(text: str) -> str:
    """A text whose lines begin with their words: "1. Unplug it" says "Unplug it"."""
    return _LABEL.sub("", text)


def _lettered(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    if not 0 < number < _MOST:
        return str(number)
    letters = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    """1 is i, 4 is iv."""
    if not 0 < number < _MOST:
        return str(number)
    figures = ""
    for worth, figure in _ROMAN:
        times, number = divmod(number, worth)
        figures += figure * times
    return figures


SHOWN_AS: Mapping[str, Callable[[int], str]] = {
    "a": _lettered,
    "A": lambda number: _lettered(number).upper(),
    "i": _roman,
    "I": lambda number: _roman(number).upper(),
}
"""By the first item's number, what shows a number; those of HTML's `type`."""
