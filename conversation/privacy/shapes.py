"""PII by shape: cards, phone numbers, IBANs and national ids that show themselves as such."""

import re
from collections.abc import Callable, Iterator, Sequence

import phonenumbers
from phonenumbers import Leniency
from stdnum import luhn
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.us import ssn

from conversation.privacy.digit_runs import DigitRun
from conversation.privacy.found import FoundPii
from conversation.privacy.ibans import spelled_ibans, written_ibans
from conversation.privacy.kinds import PiiKind
from conversation.privacy.numbers import Number
from conversation.privacy.reading import Reading
from conversation.privacy.spelling import SpelledCode

_CARD_DIGITS = range(13, 20)
# Found wherever it begins, hence the look-ahead: American Express, then the others' 16 digits.
_CARD = re.compile(r"(?=(3[47]\d{13}|[2456]\d{15}))")
_EXPIRY = re.compile(r"[\s,;.]*((?:0?[1-9]|1[0-2])[/-](?:20)?\d\d)(?![\d/-])")
_CODE = re.compile(r"[\s,;.]*(\d{3,4})(?![\d.,:/-]*\d)")
_BETWEEN_GROUPS = 6  # words between the groups of a card at most
_PHONE_DIGITS = range(8, 16)
_WRITTEN_PHONE_DIGITS = re.compile(r"(?:\d[\s().+-]{0,3}){8}")
_SSN_DIGITS = 9
_NATIONAL_DIGITS = (10, 13, 15)
_LETTERED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]"), bool),
    (re.compile(r"\d{8}[A-Z]"), dni.is_valid),
    (re.compile(r"[XYZ]\d{7}[A-Z]"), nie.is_valid),
    (re.compile(r"[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}"), bool),
    (re.compile(r"[12]\d{4}2[AB]\d{8}"), nir.is_valid),
)


def cards(runs: Sequence[DigitRun]) -> Iterator[FoundPii]:
    """The cards of a text, in runs that a few words part."""
    group: list[DigitRun] = []
    for run in runs:
        if run.quantity and len(run.numbers) == 1 and len(run.digits) < _CARD_DIGITS[0]:
            continue
        if group and run.first - group[-1].last - 1 > _BETWEEN_GROUPS:
            yield from _cards(group)
            group = []
        group.append(run)
    yield from _cards(group)


def _cards(group: list[DigitRun]) -> Iterator[FoundPii]:
    owners = [owner for run in group for owner in run.owners]
    digits = "".join(run.digits for run in group)
    for start, end in _card_places(digits, owners, group):
        if luhn.is_valid(digits[start:end]):
            first, last = owners[start], owners[end - 1]
            yield FoundPii(PiiKind.CARD, first.start, last.end, digits[start:end])


def _card_places(
    digits: str, owners: Sequence[Number], group: list[DigitRun]
) -> Iterator[tuple[int, int]]:
    """The places where a card number may stand: a whole run, or whole words that look like one."""
    at = 0
    for run in group:
        if len(run.digits) in _CARD_DIGITS and run.digits[0] in "23456":
            yield at, at + len(run.digits)
        at += len(run.digits)
    if len(group) > 1 and len(digits) in _CARD_DIGITS and digits[0] in "23456":
        yield 0, len(digits)
    for match in _CARD.finditer(digits):
        start, end = match.start(), match.start() + len(match[1])
        whole_start = start == 0 or owners[start] is not owners[start - 1]
        whole_end = end == len(digits) or owners[end] is not owners[end - 1]
        if whole_start and whole_end:
            yield start, end


def _behind(text: str, card: FoundPii) -> Iterator[FoundPii]:
    """The expiry and the security code that are written right behind a card: "12/27 123"."""
    if expiry := _EXPIRY.match(text, card.end):
        yield FoundPii(PiiKind.EXPIRY, *expiry.span(1), expiry[1])
        if code := _CODE.match(text, expiry.end()):
            yield FoundPii(PiiKind.CODE, *code.span(1), code[1])


def ids_and_phones(reading: Reading, run: DigitRun, regions: Sequence[str]) -> Iterator[FoundPii]:
    """The kind of a run by its digits alone: a phone number, or a person's number."""
    digits = run.digits
    if len(digits) == _SSN_DIGITS and regions[0] == "US" and ssn.is_valid(digits):
        yield FoundPii(PiiKind.ID, run.start, run.end, digits)
    elif phone := _phone_number(digits, regions):
        yield FoundPii(PiiKind.PHONE, _phone_start(reading, run, regions[0]), run.end, phone)
    elif (len(digits) in _NATIONAL_DIGITS and (nir.is_valid(digits) or nhs.is_valid(digits))) or (
        len(digits) == _SSN_DIGITS and ssn.is_valid(digits)
    ):  # fmt: skip
        yield FoundPii(PiiKind.ID, run.start, run.end, digits)


def _phone_start(reading: Reading, run: DigitRun, region: str) -> int:
    """The start of a phone number: its "plus", where the digits are none without it."""
    before = reading.words[run.first - 1] if run.first else None
    if before and before.text in ("plus", "más") and not _valid(run.digits, region):
        return before.start
    start = run.start
    while start and reading.text[start - 1] in "+(":
        start -= 1
    return start


def _phone_number(digits: str, regions: Sequence[str]) -> str | None:
    """The number in E.164, if the digits are one; said with the country's code, or without."""
    if len(digits) not in _PHONE_DIGITS:
        return None
    tried = regions if digits[0] == "0" else regions[:1]
    for said, region in (*((digits, region) for region in tried), (f"+{digits}", regions[0])):
        if number := _valid(said, region):
            return _e164(number)
    return None


def _valid(said: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def written_phones(text: str, region: str) -> Iterator[FoundPii]:
    """Phone numbers in the usual ways to write them, next to other digits too."""
    if _WRITTEN_PHONE_DIGITS.search(text):
        for match in phonenumbers.PhoneNumberMatcher(text, region, Leniency.VALID):
            yield FoundPii(PiiKind.PHONE, match.start, match.end, _e164(match.number))


def _e164(number: phonenumbers.PhoneNumber) -> str:
    """A number in E.164."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def lettered(code: SpelledCode) -> Iterator[FoundPii]:
    """The kind of a spelled code by its letters and digits: an IBAN, or a person's number."""
    for pattern, valid in _LETTERED:
        for value, start, end in code.find(pattern):
            if valid(value):
                yield FoundPii(PiiKind.ID, start, end, value)
    yield from spelled_ibans(code)


def shaped(reading: Reading) -> Iterator[FoundPii]:
    """Everything in a text that shows itself by its shape, whatever is said around it."""
    for card in cards(reading.runs):
        yield card
        yield from _behind(reading.text, card)
    yield from written_ibans(reading.text)
    for code in reading.codes:
        yield from lettered(code)
