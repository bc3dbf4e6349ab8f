"""Words of a text, with their places, for every finder of PII."""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
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


def _elided(word: Word, text: str) -> bool:
    if word.end - word.start > _ELIDED or word.text.isdecimal():
        return False
    return text[word.start - 1 : word.start] in {*_APOSTROPHES} or (
        text[word.end : word.end + 1] in {*_APOSTROPHES}
    )
