"""Spoken numbers: "double four", "eleven hundred", « quatre-vingt-dix », « mil once ».

    number   = [hundreds] thousand [hundreds] | hundreds          (millions likewise)
    hundreds = small hundred [and] [small] | cent [small] | doscientos [small] | small
    small    = tens [et|y] [unit] | teen | unit

A number ends where a comma does, and what is said digit by digit is one number for each digit.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from conversation.privacy.number_words import en, es, fr
from conversation.privacy.number_words.vocabulary import (
    COUNTED,
    COUNTS,
    HUNDREDS,
    MILLIONS,
    NUMBERS,
    REPEATS,
    SPANISH,
    TEENS,
    TENS,
    THOUSANDS,
    UNITS,
)
from conversation.privacy.words import Word

_CLOSE = {" ", "-", "\u2010", "\u2011", "\u00a0", "  "}
_MOST_COUNTED = 16
_MOST_PLURAL = 5
_Reads = Callable[[int], tuple[int, int] | None]


class Number(NamedTuple):
    """Digits, the first and last word that say them, and where these stand in the text."""

    digits: str
    first: int
    last: int
    start: int
    end: int


def numbers(text: str, words: list[Word]) -> Iterator[Number]:
    """The numbers of a text in order, written or spoken; not such as count digits."""
    reader = _Reader(text, words)
    at = 0
    while at < len(words):
        word = words[at].text
        if word.isdecimal():
            digits, after = word, at + 1
        elif word in NUMBERS:
            digits, after = reader.spoken(at)
        else:
            at += 1
            continue
        if digits and not _counts(words, at, after, digits):
            yield Number(digits, at, after - 1, words[at].start, words[after - 1].end)
        at = max(after, at + 1)


def _counts(words: list[Word], first: int, after: int, digits: str) -> bool:
    """Is it a count of digits: "the next four are", "three digits"?"""
    if len(digits) > 2 or not 1 < int(digits) <= _MOST_COUNTED:  # noqa: PLR2004
        return False
    before = words[first - 1].text if first else ""
    following = words[after].text if after < len(words) else ""
    return before in COUNTS or following in COUNTED


class _Reader:
    """Reads spoken numbers: each method takes the index of a word, and gives the index behind."""

    def __init__(self, text: str, words: list[Word]):
        self._text = text
        self._words = words

    def spoken(self, at: int) -> tuple[str, int]:
        """The digits of the number that begins at a word; none where none does."""
        times = REPEATS.get(self._word(at))
        if times:
            digit = self._word(at + 1)
            digit = digit if digit.isdecimal() else str(UNITS.get(digit, ""))
            return (digit * times, at + 2) if len(digit) == 1 else ("", at + 1)
        plural = en.PLURALS.get(self._word(at + 1))
        if plural is not None and 1 < UNITS.get(self._word(at), 0) <= _MOST_PLURAL:
            return str(plural) * UNITS[self._word(at)], at + 2
        if self._word(at) in es.AMBIGUOUS and not (
            self._word(at - 1) in SPANISH or self._word(at + 1) in SPANISH
        ):
            return "", at + 1
        read = self._number(at)
        return (str(read[0]), read[1]) if read else ("", at + 1)

    def _number(self, at: int) -> tuple[int, int] | None:
        read = self._thousands(at)
        if read and self._follows(read[1]) and self._word(read[1]) in MILLIONS:
            value, after = read[0] * 1_000_000, read[1] + 1
            rest = self._thousands(after) if self._follows(after) else None
            return (value + rest[0], rest[1]) if rest and rest[0] else (value, after)
        return read

    def _thousands(self, at: int) -> tuple[int, int] | None:
        if self._word(at) in ("mille", "mil"):
            return self._with_rest(1000, at + 1, self._hundreds)
        read = self._hundreds(at)
        if read and read[0] and self._follows(read[1]) and self._word(read[1]) in THOUSANDS:
            return self._with_rest(read[0] * 1000, read[1] + 1, self._hundreds)
        return read

    def _hundreds(self, at: int) -> tuple[int, int] | None:
        word = self._word(at)
        if word in HUNDREDS:
            if self._word(at - 1) in ("per", "pour", "por"):
                return None
            return self._with_rest(HUNDREDS[word], at + 1, self._small)
        read = self._small(at)
        if not read or not read[0] or not self._follows(read[1]):
            return read
        following, single = self._word(read[1]), read[1] == at + 1 and read[0] < 10  # noqa: PLR2004
        if following == "hundred" or (
            following in ("cent", "cents", "cientos") and single and read[0] > 1
        ):
            return self._with_rest(read[0] * 100, read[1] + 1, self._small)
        return read

    def _with_rest(self, value: int, at: int, read_rest: _Reads) -> tuple[int, int]:
        """The value with what is added to it, if something is: "hundred and six"."""
        if not self._follows(at):
            return value, at
        joint = 1 if self._word(at) == "and" and self._follows(at + 1) else 0
        rest = read_rest(at + joint)
        if not rest or not rest[0]:
            return value, at
        after = rest[1]
        if not joint and after == at + 1 and self._word(at) in UNITS and self._follows(after):
            # "eight hundred two five five", "one thousand one thousand": said digit by digit.
            following = self._word(after)
            if following in UNITS or following in THOUSANDS or following in ("hundred", "cent"):
                return value, at
        return value + rest[0], after

    def _small(self, at: int) -> tuple[int, int] | None:
        word = self._word(at)
        if word == "quatre" and self._eighty(at):
            return self._after_tens(80, at + 2)
        if word in TENS:
            return self._after_tens(TENS[word], at + 1)
        if word == "dix" and self._follows(at + 1) and self._word(at + 1) in fr.LATE_TEENS:
            return fr.LATE_TEENS[self._word(at + 1)], at + 2
        if word in TEENS:
            return TEENS[word], at + 1
        return (UNITS[word], at + 1) if word in UNITS else None

    def _eighty(self, at: int) -> bool:
        """« quatre-vingt », but not « quatre vingt-sept », which is four and 27."""
        if self._word(at + 1) not in ("vingt", "vingts") or not self._follows(at + 1):
            return False
        return self._gap(at + 1) == "-" or self._gap(at + 2) != "-"

    def _after_tens(self, tens: int, at: int) -> tuple[int, int]:
        if not self._follows(at):
            return tens, at
        joint = 1 if self._word(at) in ("et", "y") and self._follows(at + 1) else 0
        word = self._word(at + joint)
        if unit := UNITS.get(word):
            return tens + unit, at + joint + 1
        if tens in fr.COUNT_ON and word in fr.TEENS:
            small = self._small(at + joint)
            return (tens + small[0], small[1]) if small else (tens, at)
        return tens, at

    def _word(self, at: int) -> str:
        return self._words[at].text if 0 <= at < len(self._words) else ""

    def _gap(self, at: int) -> str:
        """The text before a word, back to the word before it."""
        if not 0 < at < len(self._words):
            return ""
        return self._text[self._words[at - 1].end : self._words[at].start]

    def _follows(self, at: int) -> bool:
        return self._gap(at) in _CLOSE
