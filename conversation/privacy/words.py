"""Words of a text, with their places, for every finder of PII."""

import re
from collections.abc import Sequence
from typing import NamedTuple

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


def only_fillers(text: str, between: Sequence[Word], start: int, end: int, *, most: int) -> bool:
    """Whether two numbers or letters are said one after the other, or with fillers alone between.

    A full stop parts nothing: a recogniser puts some into the pauses of a card number.

    Args:
        text: The text.
        between: The words between the two.
        start: The end of the first.
        end: The start of the second.
        most: How many fillers there may be.
    """
    if between:
        return len(between) <= most and all(word.text in FILLERS for word in between)
    return bool(_JOINT.fullmatch(text, start, end))


def _elided(word: Word, text: str) -> bool:
    if word.end - word.start > _ELIDED or word.text.isdecimal():
        return False
    return text[word.start - 1 : word.start] in {*_APOSTROPHES} or (
        text[word.end : word.end + 1] in {*_APOSTROPHES}
    )
