"""Search words: the words of a text as a search compares them, without case and accents."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from conversation.coaching.wording import WORD, folded

LONGEST_WORD = 64
MOST_WORDS = 3_000
"""How much of a text is searched; with `LONGEST_WORD`, what a `tsvector` of Postgres holds."""
_WORD = re.compile(f"{WORD}+")
_PLAIN = re.compile("[a-z0-9]+")


class SearchWord(NamedTuple):
    """A word, and where it stands in its text."""

    word: str
    start: int
    end: int


def words_of(text: str) -> Iterator[SearchWord]:
    """The words of a text, at most `MOST_WORDS`; an apostrophe or a hyphen parts two."""
    return islice(_words(text), MOST_WORDS)


def indexed(text: str) -> str:
    """The words of a text with a blank between, as an index takes them."""
    if text.isascii():  # most are, and each turn of a call comes by here
        return " ".join(word[:LONGEST_WORD] for word in _PLAIN.findall(text.lower())[:MOST_WORDS])
    return " ".join(one.word for one in words_of(text))


def _words(text: str) -> Iterator[SearchWord]:
    for match in _WORD.finditer(text):
        if word := _plain(match.group())[:LONGEST_WORD]:
            yield SearchWord(word, *match.span())


def _plain(word: str) -> str:
    """A word without case and accents, and without the signs that a letter like ⑴ falls into."""
    if word.isascii():
        return word.lower()
    return "".join(char for char in folded(word) if char.isalnum() or not char.isascii())
