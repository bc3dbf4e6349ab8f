"""Digit runs: numbers said one after the other, and the quantities among them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from stdnum import luhn

from conversation.privacy.number_words.vocabulary import MEASURES
from conversation.privacy.numbers import Number
from conversation.privacy.words import Word, are_joined

_MOST_FILLERS = 4
_CURRENCIES = "$€£"
# A card's first groups, and a phone's, which no amount is written in: 4111 1111, 3782 822463,
# 415-555-2671, 020 7946.
_PARTED = r"[\s.\-\u2010-\u2015]"
_GROUPS = re.compile(
    rf"[2-6]\d{{3}}{_PARTED}(?:\d{{4}}|\d{{6}})(?!\d)"
    rf"|\d{{3}}{_PARTED}\d{{3}}{_PARTED}\d{{4}}(?!\d)|0\d{{1,4}}[\s-]\d\d"
)
# Sixteen digits that a recogniser wrote as an amount, or as times: 4,111,… · 41:11 11:11 …
_AS_OTHERS = re.compile(
    r"\d(?:(?:,\d{3}){5}|(?:\.\d{3}){5})(?![.,]*+\d)|\d\d:\d\d(?:[\s-]\d\d:\d\d){3}(?!:?\d)"
)
# Written as only amounts, times and versions are: 1,200,000 · 1.500 · 49.99 · 10:30 · 3.11.4
_AMOUNT = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d{1,2}(?:\.\d{3})+(?:,\d+)?(?![\d.])|\d+[.,]\d{1,2}(?![\d.,/])"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?![\d:])|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])"
    r"|\d{1,2}\.\d{1,2}(?:\.\d)?(?![\d.])|(?:19|20)\d\d\.\d{1,2}\.\d{1,2}(?![\d.])"
)
_VERSION = re.compile(r"\d+(?:\.\d+)*\.0\.\d+(?:\.\d+)*")
_YEARS = re.compile(r"(?:(?:19|20)\d\d)+")
_ROUND = re.compile(r"[1-9]\d{0,2}0{2,}")


@dataclass(frozen=True, eq=False)
class DigitRun:
    """Numbers that are said one after the other.

    Attributes:
        numbers: The numbers.
        quantity: Whether they are an amount, a measure or a time, by what stands around them.
    """

    numbers: tuple[Number, ...]
    quantity: bool

    @cached_property
    def digits(self) -> str:
        """All the digits."""
        return "".join(number.digits for number in self.numbers)

    @cached_property
    def owners(self) -> tuple[Number, ...]:
        """For each digit, the number that it is of."""
        return tuple(number for number in self.numbers for _ in number.digits)

    @property
    def start(self) -> int:
        """The start of the first word."""
        return self.numbers[0].start

    @property
    def end(self) -> int:
        """The end of the last word."""
        return self.numbers[-1].end

    @property
    def first(self) -> int:
        """The first word's index."""
        return self.numbers[0].first

    @property
    def last(self) -> int:
        """The last word's index."""
        return self.numbers[-1].last

    @property
    def ordinary(self) -> bool:
        """Whether they may be years, or one round number, rather than a part of something."""
        return bool(_YEARS.fullmatch(self.digits)) or (
            len(self.numbers) == 1 and bool(_ROUND.fullmatch(self.digits))
        )


def runs(text: str, tokens: Sequence[Word], said: Iterator[Number]) -> Iterator[DigitRun]:
    """The numbers of a text, joined where only pauses and fillers part them."""
    run: list[Number] = []
    amount_end, cards = 0, _cards_as_others(text)
    for number in said:
        if number.start < amount_end:  # within an amount that has been told
            continue
        in_card = any(start <= number.start < end for start, end in cards)
        if not in_card and (amount := _amount(text, number)):
            if run:
                yield _run(text, tokens, run)
                run = []
            amount_end = amount
            yield DigitRun((number._replace(end=min(amount, len(text))),), quantity=True)
            continue
        if run and not are_joined(text, tokens, run[-1], number, most=_MOST_FILLERS):
            yield _run(text, tokens, run)
            run = []
        run.append(number)
    if run:
        yield _run(text, tokens, run)


def _cards_as_others(text: str) -> list[tuple[int, int]]:
    """The places of digits that a card's check digit tells from an amount, or from times."""
    found = _AS_OTHERS.finditer(text)
    return [match.span() for match in found if luhn.is_valid(re.sub(r"\D", "", match[0]))]


def _run(text: str, tokens: Sequence[Word], run: list[Number]) -> DigitRun:
    return DigitRun(tuple(run), _measured(text, tokens, run[-1]))


def _amount(text: str, number: Number) -> int:
    """The end of the amount that begins with a number; 0 if none does."""
    if not text[number.start].isdecimal():
        return number.end if text[: number.start].endswith("$") else 0
    before = text[max(0, number.start - 2) : number.start].rstrip(" ")
    if before[-1:] and before[-1:] in _CURRENCIES:
        if _GROUPS.match(text, number.start):
            return 0
        match = _AMOUNT.match(text, number.start)
        return match.end() if match else number.end
    if number.start and text[number.start - 1] in ".,:/-":
        return 0
    match = _VERSION.match(text, number.start) or _AMOUNT.match(text, number.start)
    return (
        match.end()
        if match and not text[match.end() : match.end() + 2].strip("., ").isdecimal()
        else 0
    )


def _measured(text: str, tokens: Sequence[Word], last: Number) -> bool:
    """Is a number followed by what it counts: "40 users", "12 %", "nine euros"?"""
    behind = text[last.end : last.end + 2].lstrip()
    if behind[:1] and behind[:1] in "%°€£$":
        return True
    if last.last + 1 >= len(tokens):
        return False
    following = tokens[last.last + 1]
    if text[last.end : following.start].strip(" -"):
        return False
    if following.text in MEASURES:
        return True
    after = tokens[last.last + 2].text if last.last + 2 < len(tokens) else ""
    return following.text in ("pour", "por") and after in ("cent", "ciento", "cien")
