"""Words of a text, with their places, for every finder of PII."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from conversation.privacy.number_words.vocabulary import FILLERS

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_JOINT = re.compile(r"[\s.,;:()/+\-\u2010-\u2015…]*")
_APOSTROPHES = "'’"
_ELIDED = 2  # letters at most in what an apostrophe cuts off: 's, 'll, qu', l'


class Word(NamedTuple):
    """A word or a string of digits, in lower case, and where it stands."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text in order; what an apostrophe cuts off is left out ("it's", « c'est »)."""
    if text.isascii():  # no letter moves
        found = [Word(match[0], *match.span()) for match in _TOKEN.finditer(text.lower())]
    else:
        found = [Word(match[0].lower(), *match.span()) for match in _TOKEN.finditer(text)]
    if "'" in text or "’" in text:
        return [word for word in found if not _elided(word, text)]
    return found


class _Said(Protocol):
    """A number or letters: the first and last word that say them, and where these stand."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def are_joined(text: str, words: Sequence[Word], one: _Said, other: _Said, *, most: int) -> bool:
    """Whether two numbers or letters are said one after the other, or with fillers alone between.

    A full stop parts nothing: a recogniser puts some into the pauses of a card number.

    Args:
        text: The text.
        words: Its words.
        one: The first of the two.
        other: The second.
        most: How many fillers there may be.
    """
    if between := words[one.last + 1 : other.first]:
        return len(between) <= most and all(word.text in FILLERS for word in between)
    return bool(_JOINT.fullmatch(text, one.end, other.start))


def _elided(word: Word, text: str) -> bool:
    if word.end - word.start > _ELIDED or word.text.isdecimal():
        return False
    return text[word.start - 1 : word.start] in {*_APOSTROPHES} or (
        text[word.end : word.end + 1] in {*_APOSTROPHES}
    )
