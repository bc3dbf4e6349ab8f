"""PII by context: digits and dates that are secret for the words around them."""

import re
from collections.abc import Iterator

from conversation.privacy.contexts.finder import FoundContext
from conversation.privacy.contexts.rows import ContextRow, ValueShape
from conversation.privacy.dates import ARTICLES, Date, named_dates, ordinal_month, run_key
from conversation.privacy.digit_runs import DigitRun
from conversation.privacy.found import FoundPii
from conversation.privacy.kinds import PiiKind
from conversation.privacy.nearby import Nearby
from conversation.privacy.number_words.vocabulary import ORDINALS
from conversation.privacy.reading import Reading

_DATED = (ValueShape.BIRTH, ValueShape.EXPIRY)
_CARD_LEAST = 12
_WEAK_GAP = 5
_ASKED_HOLDS = 2
_DATE_DIGITS = range(3, 9)
_ONE_NUMBER = 6  # digits of a date that is one number, at least
_YEAR_DIGITS = 4
_DOTTED = re.compile(r"(?:0?[1-9]|1[0-2])[.:]\d\d")


class Meaning:
    """Tells what each run of digits in a text is said to be."""

    def __init__(self, reading: Reading, nearby: Nearby):
        self._reading = reading
        self._nearby = nearby
        self._claimed: dict[int, int] = {}

    def public(self, run: DigitRun) -> bool:
        """Is a run said to be something that is no secret: an order number?"""
        context = next(self._nearby.before(run.start, run.first), None)
        return context is not None and context.row.kind is None

    def found(self, run: DigitRun) -> FoundPii | None:
        """The secret that a run is, by the words around it; None where it is none."""
        for context in self._nearby.before(run.start, run.first):
            if context.row.kind is None:
                return None
            if found := self._accepted(context, run):
                claimed = self._claimed.get(context.start, 0)
                if claimed < max(context.row.full, 1):
                    self._claimed[context.start] = claimed + len(run.digits)
                    return found
        behind = self._nearby.named_behind(run)
        return self._accepted(behind, run, ahead=False) if behind else None

    def dates(self) -> Iterator[FoundPii]:
        """The dates with a month's name that are dates of birth or of expiry."""
        for date in named_dates(self._reading):
            found = self._date(date)
            if found:
                yield found
        yield from self._day_begun()
        yield from self._letters_begun()

    def _letters_begun(self) -> Iterator[FoundPii]:
        """The letters alone in which the answer to "licence number?" ends."""
        code = self._reading.codes[-1] if self._reading.codes else None
        if not code or not code.letters_alone or not self._nearby.open(code.pieces[-1].last):
            return
        start = code.pieces[0].start
        context = next(self._nearby.before(start, code.pieces[0].first), None)
        if context and context.row.shape is ValueShape.CODE and self._nearby.asked(context):
            yield FoundPii(None, start, code.pieces[-1].end, "")

    def _day_begun(self) -> Iterator[FoundPii]:
        """The day alone in which the answer to "date of birth?" ends."""
        words = self._reading.words
        last = len(words) - 1
        if last < 0 or words[last].text not in ORDINALS:
            return
        context = next(self._nearby.before(words[last].start, last), None)
        if context and context.row.shape is ValueShape.BIRTH and self._nearby.asked(context):
            yield FoundPii(None, words[last].start, words[last].end, "")

    def _date(self, date: Date) -> FoundPii | None:
        words = self._reading.words
        start, end = words[date.first].start, words[date.last].end
        core = date.first + (words[date.first].text in ARTICLES)
        near = list(self._nearby.before(words[core].start, core))
        if not near and (behind := self._nearby.behind(end, date.last)):
            near = [behind]
        context = next((c for c in near if not c.row.kind or c.row.shape in _DATED), None)
        if context is None or context.row.kind is None:
            return None
        # "December twenty nine" is a day of birth, but a year of expiry.
        birth = context.row.shape is ValueShape.BIRTH
        if date.has_year or date.day_behind or (birth and date.day_behind is not None):
            return FoundPii(context.row.kind, start, end, date.key)
        begins = self._nearby.open(date.last) and date.day_behind is None
        return (
            FoundPii(None, start, end, "") if begins and words[date.first].text != "may" else None
        )

    def _accepted(
        self, context: FoundContext, run: DigitRun, *, ahead: bool = True
    ) -> FoundPii | None:
        """The run as what a context before it, or behind it, says it is."""
        if run.quantity:
            return self._dotted(context, run)
        match context.row.shape:
            case ValueShape.CODE:
                return self._code(context, run)
            case ValueShape.BIRTH:
                return self._birth(context, run)
            case ValueShape.EXPIRY:
                return self._expiry(context, run) or self._held(context, run, ahead=ahead)
            case ValueShape.DIGITS:
                return self._digits(context, run) or self._held(context, run, ahead=ahead)
            case ValueShape.EMAIL:
                return None

    def _held(self, context: FoundContext, run: DigitRun, *, ahead: bool) -> FoundPii | None:
        """A run that may be a beginning of what the context says."""
        row, size = context.row, len(run.digits)
        near = self._nearby.near(context, run)
        holds = min(row.holds, _ASKED_HOLDS) if near and self._nearby.asked(context) else row.holds
        if not ahead or not holds or not holds <= size < row.least:
            return None
        likely = (near and row.gap > _WEAK_GAP) or not run.ordinary
        held = likely and self._nearby.open(run.last)
        return FoundPii(None, run.start, run.end, run.digits) if held else None

    def _digits(self, context: FoundContext, run: DigitRun) -> FoundPii | None:
        row, size = context.row, len(run.digits)
        if not row.least <= size <= row.most:
            return None
        unfinished = (row.kind is PiiKind.CARD and size < _CARD_LEAST) or (
            size < row.full and self._nearby.open(run.last)
        )
        return FoundPii(None if unfinished else row.kind, run.start, run.end, run.digits)

    def _expiry(self, context: FoundContext, run: DigitRun) -> FoundPii | None:
        row, size, start = context.row, len(run.digits), run.start
        if at := ordinal_month(self._reading, run.numbers[0]):
            start, size = self._reading.words[at].start, size + 1
        if not row.least <= size <= row.most:
            return None
        return FoundPii(row.kind, start, run.end, run_key(run))

    def _dotted(self, context: FoundContext, run: DigitRun) -> FoundPii | None:
        """A month and a year of expiry with a dot between, which looks like an amount."""
        text = self._reading.text
        dotted = _DOTTED.fullmatch(text, run.start, run.end)
        if not dotted or context.row.shape is not ValueShape.EXPIRY or text[run.start - 1] != " ":
            return None
        return FoundPii(context.row.kind, run.start, run.end, run_key(run))

    def _birth(self, context: FoundContext, run: DigitRun) -> FoundPii | None:
        """A date of birth in digits, or a year where a year is enough."""
        size, near = len(run.digits), self._nearby.near(context, run)
        if run.ordinary or (len(run.numbers) == 1 and size < _ONE_NUMBER):
            whole = near and _birth_year(context.row, run.digits)
        else:
            whole = size in _DATE_DIGITS
        before = self._reading.words[run.first - 1] if run.first else None
        start = before.start if before and before.text in ARTICLES else run.start
        if whole:
            return FoundPii(context.row.kind, start, run.end, run_key(run))
        begins = near and self._nearby.asked(context) and self._nearby.open(run.last)
        return FoundPii(None, start, run.end, "") if begins and not run.ordinary else None

    def _code(self, context: FoundContext, run: DigitRun) -> FoundPii | None:
        """Letters and digits, or digits alone."""
        code = self._nearby.code(run)
        if code and context.end <= run.start:
            code = code.behind(context.end)
        if code and code.pieces:
            start, last, chars = code.pieces[0].start, code.pieces[-1], code.chars
            end, last_word = last.end, last.last
        else:
            start, end, chars, last_word = run.start, run.end, run.digits, run.last
        row, size = context.row, len(chars)
        if (run.ordinary and chars == run.digits) or size > row.most:
            return None
        if size >= row.full or (size >= row.least and not self._nearby.open(last_word)):
            return FoundPii(row.kind, start, end, chars)
        held = size >= (row.holds or row.least) and self._nearby.open(last_word)
        return FoundPii(None, start, end, chars) if held else None


def _birth_year(row: ContextRow, digits: str) -> bool:
    """Are digits a year, for a context to which one is enough: 1982, "born in seventy eight"?"""
    if len(digits) == 2:  # noqa: PLR2004 - a year of its century
        return row.least == _YEAR_DIGITS and digits[0] > "2"
    return len(digits) == row.least
