"""Number facts: the numbers of a text with what they count, spoken or written, in one plain form.

    text                              fact (unit)
    --------------------------------  ---------------------------
    forty people, 40 seats            40 (counted)
    twenty percent, 20 %              20 (percent)
    49.90, forty-nine ninety, $49.90  4990 (money where it is told)
    3 weeks, trois semaines           3 (week)
    half the price, moitié prix       1/2

A number of the call stands for each number that it can be read as: "forty nine ninety" is 49, 90
and 4990. Small counts ("two questions") are no facts.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from conversation.coaching.guarding.fractions import (
    HINT,
    fractions,
    with_signs_written,
    without_written,
)
from conversation.coaching.guarding.units import (
    BARE,
    COUNTED,
    unit_end,
    unit_of,
    unit_start,
)
from conversation.coaching.wording import folded
from conversation.privacy.number_words.vocabulary import NUMBERS, ORDINALS
from conversation.privacy.numbers import Number, numbers
from conversation.privacy.words import words

_SMALL = 3  # "two questions" claims nothing
_LONGEST = 6  # numbers read as one: the digits of a price, a year, a spelled amount
_ARTICLES = {"un", "une", "una", "uno"}
_HUNDRED = re.compile(r"\ba (hundred|thousand|million)\b")
_AMOUNTS = {
    **dict.fromkeys(("dozen", "douzaine", "docena"), "twelve"),
    **{"tenner": "ten dollars", "fiver": "five dollars", "grand": "one thousand dollars"},
}
_COUNTED_AS = re.compile(
    rf"\b(?:an?|une|una) ({'|'.join(_AMOUNTS)})\b(?! (?:total|piano|tour|plan))"
)
_GAPS = re.compile(
    r"(?:[\s.,:'’/-]|\b(?:point|dot|comma|virgule|coma|punto|and|et|y|euros?|dollars?)\b)*"
)
_WRITTEN_GAP = re.compile(r"[.,:]| ")
_ORDINALS = {folded(word): value for word, value in ORDINALS.items()} | {
    **{"deuxieme": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7},
    **{"huitieme": 8, "neuvieme": 9, "dixieme": 10, "segunda": 2, "segundo": 2, "tercera": 3},
    **{"tercero": 3, "cuarta": 4, "cuarto": 4, "quinta": 5, "quinto": 5, "sexta": 6, "sexto": 6},
    **{"septima": 7, "octava": 8, "novena": 9, "decima": 10, "primera": 1, "premiere": 1},
}

_HINT = re.compile(
    rf"\d|\b(?:{'|'.join(sorted({*map(folded, NUMBERS), *_ORDINALS, 'hundred'} - _ARTICLES))}"
    rf"|half|halves|halved|moitie|demi|mitad|dozen|douzaine|docena|tenner|fiver|{HINT}|hundred)"
)
"""What each number has in it: most that is said has none."""


class NumberPlace(NamedTuple):
    """A number of a text: its digits, its unit, and where it stands, alone and with its unit."""

    key: str
    unit: str
    start: int
    number_end: int
    end: int


def number_places(plain: str) -> Iterator[NumberPlace]:
    """The numbers that a text claims as `claimed`, where they stand.

    Args:
        plain: The text in lower case without accents.
    """
    if not _HINT.search(plain):
        return
    read = _HUNDRED.sub(r"one \1", plain)
    longer = [match.start() + 2 * at for at, match in enumerate(_HUNDRED.finditer(plain))]

    def place(at: int) -> int:
        return at - 2 * sum(start < at for start in longer)

    for group in _groups(read):
        start, end = group[0].start, group[-1].end
        unit, key = unit_of(read, start, end), _key(read, group)
        if not _is_claim(read, group[0]) or int(key) == 0:
            continue
        if int(key) > _SMALL or unit not in (BARE, COUNTED):
            first, last = unit_start(read, start), unit_end(read, end, unit)
            yield NumberPlace(key, unit, place(first), place(end), place(last))


def claimed(text: str) -> Iterator[tuple[str, str]]:
    """The numbers that a text claims, each with its unit; small counts are left out."""
    whole = _plain(text)
    plain = without_written(whole)
    for group in _groups(plain):
        unit = unit_of(plain, group[0].start, group[-1].end)
        key = _key(plain, group)
        if not _is_claim(plain, group[0]) or int(key) == 0:
            continue
        if int(key) > _SMALL or unit not in (BARE, COUNTED):
            yield key, unit
    yield from ((key, BARE) for key in fractions(whole))


def told(text: str) -> Iterator[tuple[str, str]]:
    """The numbers that a text tells, in each way in which they can be read."""
    plain = _plain(text)
    if not _HINT.search(plain):
        return
    found = list(numbers(plain, words(plain)))
    for run in _runs(plain, found):
        for first in range(len(run)):
            for part in (run[first:last] for last in range(first + 1, len(run) + 1)):
                yield _key(plain, part), unit_of(plain, part[0].start, part[-1].end)
    yield from ((key, BARE) for key in fractions(plain))
    yield from _ordinals(plain, found)


def _plain(text: str) -> str:
    """The text in lower case without accents, each character in its place."""
    text = with_signs_written(text)
    letters = text.lower() if text.isascii() else "".join(folded(char)[:1] or char for char in text)
    letters = _HUNDRED.sub(r"one \1", letters)
    return _COUNTED_AS.sub(lambda found: _AMOUNTS[found[1]], letters)


def _groups(plain: str) -> Iterator[list[Number]]:
    """The numbers of a text, those together that are written or said as one."""
    group: list[Number] = []
    for number in numbers(plain, words(plain)):
        if group and not (_is_claim(plain, group[0]) and _continues(plain, group[-1], number)):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _is_claim(plain: str, number: Number) -> bool:
    return plain[number.start : number.end] not in _ARTICLES


def _continues(plain: str, one: Number, other: Number) -> bool:
    gap = plain[one.end : other.start]
    if not _WRITTEN_GAP.fullmatch(gap):
        return False
    written = [plain[number.start : number.end].isdecimal() for number in (one, other)]
    if not any(written):
        return gap == " "
    size = len(other.digits)
    return all(written) and (size == 3 if gap == " " else size in (2, 3) or gap != ":")  # noqa: PLR2004


def _runs(plain: str, found: Sequence[Number]) -> Iterator[list[Number]]:
    run: list[Number] = list(found[:1])
    for one, other in pairwise(found):
        if len(run) == _LONGEST or not _GAPS.fullmatch(plain[one.end : other.start]):
            yield run
            run = []
        run.append(other)
    if run:
        yield run


def _key(plain: str, group: Sequence[Number]) -> str:
    """The digits in a row, without cents of zero."""
    digits = "".join(number.digits for number in group)
    cents = len(group) > 1 and plain[group[-1].start : group[-1].end] == "00"
    return (digits[:-2] if cents else digits).lstrip("0") or "0"


def _ordinals(plain: str, found: Sequence[Number]) -> Iterator[tuple[str, str]]:
    for word in words(plain):
        if value := _ORDINALS.get(word.text):
            yield str(value), COUNTED
            tens = [n for n in found if n.end == word.start - 1 and n.digits.endswith("0")]
            yield from ((str(int(n.digits) + value), COUNTED) for n in tens)
