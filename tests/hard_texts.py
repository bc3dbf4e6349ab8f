"""Hard texts: what a regular expression takes longest to find nothing in.

From its own parts, a text begins as it wants and goes on with what it repeats, without the end that
it waits for: a pattern that tries each begin with each length takes the square of its length.
"""

import re
from collections.abc import Iterable, Iterator
from re import _constants as kinds  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as parser  # pyright: ignore[reportAttributeAccessIssue]
from typing import Any

_CHARS = "a1 -é!.\n@A,'"
_CATEGORIES = {
    kinds.CATEGORY_DIGIT: "1",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_SPACE: "a",
    kinds.CATEGORY_NOT_WORD: "-",
}
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_MOST_ENDS = 24


def hard_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about that length, the likeliest to be slow."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    whole = _example(tree, 1)
    pieces = {whole, whole[:-1], whole[:1], *_repeated(tree)} - {""}
    for prefix, piece in {("", one) for one in pieces} | set(_runs(tree, "")):
        text = piece * (length // len(piece))
        yield from (prefix + text, f"{prefix}{text}\0", f"{prefix}{text} \0")
        if prefix:
            yield (prefix + piece * 8) * (length // (len(prefix) + 8 * len(piece)))
    for first in sorted({piece[0] for piece in pieces})[:6]:
        yield f"{first} " * (length // 2)


def _runs(tree: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """What comes before each repeat, and what it repeats."""
    for kind, value in tree:
        match kind:
            case kinds.SUBPATTERN:
                yield from _runs(value[3], before)
            case kinds.BRANCH:
                for branch in value[1][:_MOST_ENDS]:
                    yield from _runs(branch, before)
            case _ if kind in _REPEATS:
                piece = _example(value[2], 1)
                if value[1] > 16 and piece:
                    yield before[-64:], piece
                yield from _runs(value[2], before)
            case _:
                pass
        before += _example([(kind, value)], 1)


def _repeated(tree: Iterable[Any]) -> Iterator[str]:
    yield from (piece for _, piece in _runs(tree, ""))


def _example(tree: Iterable[Any], times: int) -> str:
    """A short text that it matches, but for what looks around."""
    return "".join(_of(kind, value, times) for kind, value in tree)


def _of(kind: Any, value: Any, times: int) -> str:
    match kind:
        case (
            kinds.LITERAL | kinds.RANGE | kinds.CATEGORY | kinds.IN | kinds.NOT_LITERAL | kinds.ANY
        ):
            return _char(kind, value)
        case kinds.SUBPATTERN:
            return _example(value[3], times)
        case kinds.ATOMIC_GROUP:
            return _example(value, times)
        case kinds.BRANCH:
            return _example(value[1][0], times)
        case _ if kind in _REPEATS:
            return _example(value[2], times) * max(value[0], min(times, value[1]))
        case _:
            return ""


def _char(kind: Any, value: Any) -> str:
    match kind:
        case kinds.LITERAL:
            return chr(value)
        case kinds.NOT_LITERAL:
            return next(char for char in _CHARS if ord(char) != value)
        case kinds.IN:
            return _member(value)
        case _:
            return "a"


def _member(parts: list[Any]) -> str:
    if parts[0][0] is kinds.NEGATE:
        return next((char for char in _CHARS if not _is_in(char, parts[1:])), "~")
    kind, value = parts[0]
    if kind is kinds.LITERAL:
        return chr(value)
    return chr(value[0]) if kind is kinds.RANGE else _CATEGORIES[value]


def _is_in(char: str, parts: list[Any]) -> bool:
    for kind, value in parts:
        match kind:
            case kinds.LITERAL if ord(char) == value:
                return True
            case kinds.RANGE if value[0] <= ord(char) <= value[1]:
                return True
            case kinds.CATEGORY if re.fullmatch(_CLASSES[value], char):
                return True
            case _:
                pass
    return False


_CLASSES = {
    kinds.CATEGORY_DIGIT: r"\d",
    kinds.CATEGORY_SPACE: r"\s",
    kinds.CATEGORY_WORD: r"\w",
    kinds.CATEGORY_NOT_DIGIT: r"\D",
    kinds.CATEGORY_NOT_SPACE: r"\S",
    kinds.CATEGORY_NOT_WORD: r"\W",
}
