"""Names for what must not be kept: cards, accounts, ids, addresses, numbers, in place of them.

What is found is replaced before anybody else sees the words: the model, the log, the side channel.
The same value gets the same placeholder throughout a call, so that the talk still makes sense.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import Leniency
from stdnum import iban, luhn
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.us import ssn

from conversation.privacy.spoken_digits import Run, digit_runs


class Kind(StrEnum):
    """What is redacted."""

    CARD = "card"
    IBAN = "iban"
    ID = "id"
    EMAIL = "email"
    PHONE = "phone"


_REGIONS = {"en": "US", "fr": "FR"}
_CARD_DIGITS = range(13, 20)
# Found wherever it begins, hence the look-ahead: American Express, then the others' 16 digits.
_CARD = re.compile(r"(?=(3[47]\d{13}|[2456]\d{15}))")
_PHONE_DIGITS = range(8, 16)
# Digits this many in words that are still being spoken are hidden until it is known what they are.
_UNKNOWN_DIGITS = 5
_IBAN = re.compile(r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
# Possessive, and begun at the start of a word alone: no text takes longer than its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w+-])[\w+-]++(?:(?:\s++(?:dot|point)\s++|\.)[\w+-]++){0,15}+"
    r"\s++(?:at|arobase)\s++[\w-]++(?:(?:\s++(?:dot|point)\s++|\.)[\w-]+)+\b",
    re.IGNORECASE,
)
_NATIONAL_INSURANCE = re.compile(
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE
)
_MAY_HOLD = re.compile(r"\d|@|\b(?:at|arobase)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """Something to hide: where it stands, and what makes it the same as another."""

    kind: Kind
    start: int
    end: int
    value: str


class Redactor:
    """Hides what must not be kept, in all the words of one call."""

    def __init__(self, kinds: Iterable[Kind] = tuple(Kind), language: str = "en"):
        """Create the redactor of one call.

        Args:
            kinds: What to hide.
            language: BCP-47 tag; its region, or the usual one, is the country of phone numbers
                that are said without their country's code.
        """
        base, _, region = language.partition("-")
        self._kinds = frozenset(kinds)
        self._region = region.upper() or _REGIONS.get(base.lower(), "US")
        self._known: dict[tuple[Kind, str], str] = {}
        self._counts: dict[Kind, int] = {}

    def redact(self, text: str) -> str:
        """Finished words with what must not be kept replaced by `[card 1]` and the like."""
        return _replaced(text, [(f, self._placeholder(f)) for f in self._found(text)])

    def redact_partial(self, text: str) -> str:
        """Words that may go on: a number that is still being said is hidden as `[…]`.

        A placeholder that is new here is not kept: half a card may look like a phone number.
        """
        if not self._kinds:
            return text
        known, counts = dict(self._known), dict(self._counts)
        hidden = self.redact(text)
        self._known, self._counts = known, counts
        runs = [run for run in digit_runs(hidden) if len(run.digits) >= _UNKNOWN_DIGITS]
        for run in reversed(runs):
            hidden = hidden[: run.spans[0][0]] + "[…]" + hidden[run.spans[-1][1] :]
        return hidden

    def _found(self, text: str) -> list[_Found]:
        """What to hide, by place, nothing twice; a longer find wins over one inside it."""
        found = sorted(self._all(text), key=lambda f: (f.start - f.end, f.start))
        kept: list[_Found] = []
        for candidate in found:
            if all(candidate.end <= f.start or candidate.start >= f.end for f in kept):
                kept.append(candidate)
        return sorted(kept, key=lambda f: f.start)

    def _all(self, text: str) -> Iterator[_Found]:
        runs = list(digit_runs(text))
        if not runs and not _MAY_HOLD.search(text):
            return
        finders = (
            _emails(text), _ibans(text), _national_insurance(text), self._written_phones(text),
            *(self._in_run(run) for run in runs),
        )  # fmt: skip
        for finder in finders:
            yield from (found for found in finder if found.kind in self._kinds)

    def _in_run(self, run: Run) -> Iterator[_Found]:
        digits = run.digits
        for start, end in _card_places(run):
            if luhn.is_valid(digits[start:end]):
                yield _found(Kind.CARD, run, start, end)
                return
        if ssn.is_valid(digits) and len(digits) == 9:  # noqa: PLR2004 - a US social security number
            yield _found(Kind.ID, run, 0, len(digits))
        elif phone := self._phone(digits):
            yield _Found(Kind.PHONE, run.spans[0][0], run.spans[-1][1], phone)
        elif nir.is_valid(digits) or nhs.is_valid(digits):
            yield _found(Kind.ID, run, 0, len(digits))

    def _written_phones(self, text: str) -> Iterator[_Found]:
        if Kind.PHONE in self._kinds:
            for match in phonenumbers.PhoneNumberMatcher(text, self._region, Leniency.VALID):
                yield _Found(Kind.PHONE, match.start, match.end, _e164(match.number))

    def _phone(self, digits: str) -> str | None:
        """The number in E.164, if the digits are one; said with the country's code, or without."""
        if len(digits) not in _PHONE_DIGITS:
            return None
        for said in (digits, f"+{digits}"):
            try:
                number = phonenumbers.parse(said, self._region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return _e164(number)
        return None

    def _placeholder(self, found: _Found) -> str:
        key = (found.kind, found.value)
        if key not in self._known:
            self._counts[found.kind] = self._counts.get(found.kind, 0) + 1
            self._known[key] = f"[{found.kind} {self._counts[found.kind]}]"
        return self._known[key]


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _emails(text: str) -> Iterator[_Found]:
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for match in pattern.finditer(text):
            said = re.sub(r"\s+(?:dot|point)\s+", ".", match[0].lower())
            value = re.sub(r"\s+(?:at|arobase)\s+", "@", said)
            yield _Found(Kind.EMAIL, match.start(), match.end(), value)


def _ibans(text: str) -> Iterator[_Found]:
    for match in _IBAN.finditer(text):
        # The pattern may have run into the words behind it: the longest valid beginning counts.
        for end in range(match.end(), match.start() + 14, -1):
            candidate = text[match.start() : end]
            if candidate[-1].isalnum() and iban.is_valid(candidate):
                yield _Found(Kind.IBAN, match.start(), end, iban.compact(candidate))
                break


def _national_insurance(text: str) -> Iterator[_Found]:
    for match in _NATIONAL_INSURANCE.finditer(text):
        value = re.sub(r"\s", "", match[0]).upper()
        yield _Found(Kind.ID, match.start(), match.end(), value)


def _card_places(run: Run) -> Iterator[tuple[int, int]]:
    """Where a card may stand: the whole run, or whole words of it that look like one."""
    digits, spans = run.digits, run.spans
    if len(digits) in _CARD_DIGITS and digits[0] in "23456":
        yield 0, len(digits)
    for match in _CARD.finditer(digits):
        start, end = match.start(), match.start() + len(match[1])
        whole_start = start == 0 or spans[start] != spans[start - 1]
        whole_end = end == len(digits) or spans[end] != spans[end - 1]
        if whole_start and whole_end:
            yield start, end


def _found(kind: Kind, run: Run, start: int, end: int) -> _Found:
    return _Found(kind, run.spans[start][0], run.spans[end - 1][1], run.digits[start:end])


def _replaced(text: str, replacements: list[tuple[_Found, str]]) -> str:
    for found, placeholder in reversed(replacements):
        text = text[: found.start] + placeholder + text[found.end :]
    return text
