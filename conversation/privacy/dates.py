"""Spoken dates: "the third of March nineteen eighty two", « 3 mars 82 », "04/27"."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conversation.privacy.digit_runs import DigitRun
from conversation.privacy.number_words.vocabulary import MONTHS, ORDINALS
from conversation.privacy.numbers import Number
from conversation.privacy.reading import Reading

_BETWEEN = {"of", "de", "del", "the", "in", "el", "le", "year", "l"}
ARTICLES = {"the", "le", "el"}
_SUFFIXES = {"st", "nd", "rd", "th", "er", "ère", "re"}
_CENTURIES = ("19", "20")
_LAST_DAY = 31
_LAST_MONTH = 12


class Date(NamedTuple):
    """A date with a month's name: its first and last word, its numbers, whether it has a year.

    `day_behind` tells whether the day stands behind the month; None without a day.
    """

    first: int
    last: int
    key: str
    has_year: bool
    day_behind: bool | None


def named_dates(reading: Reading) -> Iterator[Date]:
    """The dates of a text that have a month's name."""
    for at, word in enumerate(reading.words):
        month = MONTHS.get(word.text) or _ordinal_month(reading, at)
        if month:
            yield _date(reading, at, month)


def _ordinal_month(reading: Reading, at: int) -> int:
    """The month of "the fifth of the sixth", « ocho del ocho »; 0 where none is meant."""
    words = reading.words
    number = reading.numbers_by_word.get(at)
    month = ORDINALS.get(words[at].text, 0) or (int(number.digits[:3]) if number else 0)
    before = at - 1 - (at > 0 and words[at - 1].text in ARTICLES)
    if not 0 < month <= _LAST_MONTH or before < 1 or words[before].text not in ("of", "de", "del"):
        return 0
    return month if _day_until(reading, before - 1) else 0


def ordinal_month(reading: Reading, number: Number) -> int | None:
    """The word that says the month of "the fourth of twenty eight", which ends in the number."""
    at = number.first - 1
    while at > number.first - 4 and at > 0 and reading.words[at].text in _BETWEEN:
        at -= 1
    if at < 0 or at == number.first - 1:
        return None
    if reading.words[at].text not in ORDINALS and at not in reading.numbers_by_word:
        return None
    return at - (at > 0 and reading.words[at - 1].text in ARTICLES)


def _date(reading: Reading, at: int, month: int) -> Date:
    words = reading.words
    first, last, values = at, at, [month]
    behind: bool | None = None
    before = at - 1
    while before > at - 3 and before >= 0 and words[before].text in _BETWEEN:
        before -= 1
    day = _day_until(reading, before)
    if day:
        first = day[1] - (reading.words[day[1] - 1].text in ARTICLES)
        values.append(day[0])
        behind = False
    else:
        after = _skip(reading, at + 1)
        day = _day_from(reading, after)
        if day:
            last = day[1]
            values.append(day[0])
            behind = True
    year = _year_from(reading, _skip(reading, last + 1))
    if year:
        values.append(year[0] % 100)
        last = year[1]
    return Date(first, last, _key(values), year is not None, behind)


def _skip(reading: Reading, at: int) -> int:
    words = reading.words
    until = at + 3
    while at < min(until, len(words)) and words[at].text in _BETWEEN:
        at += 1
    return at


def _ending(reading: Reading, at: int) -> Number | None:
    """The number whose last word stands at an index."""
    return next((n for n in map(reading.numbers_by_word.get, range(at, max(-1, at - 6), -1))
                 if n and n.last == at), None)  # fmt: skip


def _day_until(reading: Reading, at: int) -> tuple[int, int] | None:
    """The day that ends at a word, and its first word."""
    if at < 0:
        return None
    word = reading.words[at].text
    if word in _SUFFIXES:
        return _day_until(reading, at - 1)
    if word in ORDINALS:
        tens = _ending(reading, at - 1)
        if tens and tens.digits in ("20", "30"):
            return int(tens.digits) + ORDINALS[word], tens.first
        return ORDINALS[word], at
    number = _ending(reading, at)
    if number and len(number.digits) <= 2 and 0 < int(number.digits) <= _LAST_DAY:  # noqa: PLR2004
        return int(number.digits), number.first
    return None


def _day_from(reading: Reading, at: int) -> tuple[int, int] | None:
    """The day that begins at a word, and its last word."""
    words = reading.words
    if at < len(words) and words[at].text in ORDINALS:
        return ORDINALS[words[at].text], at
    number = reading.numbers_by_word.get(at)
    if not number or len(number.digits) > 2 or not 0 < int(number.digits) <= _LAST_DAY:  # noqa: PLR2004
        return None
    after = number.last + 1
    following = words[after].text if after < len(words) else ""
    if following in _SUFFIXES:
        return int(number.digits), after
    if number.digits in ("20", "30") and following in ORDINALS:
        return int(number.digits) + ORDINALS[following], after
    if number.digits in _CENTURIES and _year_from(reading, at, pairs_only=True):
        return None  # "September twenty twenty eight": no day
    return int(number.digits), number.last


def _year_from(reading: Reading, at: int, *, pairs_only: bool = False) -> tuple[int, int] | None:
    """The year that begins at a word, and its last word: 1982, 82, "nineteen eighty two"."""
    number = reading.numbers_by_word.get(at)
    if not number or len(number.digits) > 4:  # noqa: PLR2004
        return None
    following = reading.numbers_by_word.get(number.last + 1)
    if number.digits in _CENTURIES and following:
        if len(following.digits) == 2:  # noqa: PLR2004
            return int(number.digits + following.digits), following.last
        then = reading.numbers_by_word.get(following.last + 1)
        if following.digits == "0" and then and len(then.digits) == 1:
            return int(number.digits + "0" + then.digits), then.last
    if pairs_only:
        return None
    if number.digits == "0" and following and len(following.digits) == 1:
        return int(following.digits), following.last
    return (int(number.digits), number.last) if len(number.digits) in (2, 4) else None


def run_key(run: DigitRun) -> str:
    """The key of a date that is said in digits: the same for "03/04/82" and 3 April 1982."""
    values = _merged([number.digits for number in run.numbers])
    if len(values) == 1:
        whole = values[0]
        values = [whole[i : i + 2] for i in range(0, len(whole), 2)]
        if len(whole) == 8 or (len(whole) == 6 and whole[2:4] in _CENTURIES):  # noqa: PLR2004
            values = [*values[:-2], values[-1]]
    return _key([int(value) % 100 if len(value) == 4 else int(value) for value in values])  # noqa: PLR2004


def _merged(numbers: Sequence[str]) -> list[str]:
    """Numbers with "oh" and "four" as 04, and "nineteen" and "eighty two" as 1982."""
    merged: list[str] = []
    for digits in numbers:
        last = merged[-1] if merged else ""
        if (last == "0" and len(digits) == 1) or (last in _CENTURIES and len(digits) == 2):  # noqa: PLR2004
            merged[-1] = last + digits
        else:
            merged.append(digits)
    return merged


def _key(values: Sequence[int]) -> str:
    return "-".join(map(str, sorted(values)))
