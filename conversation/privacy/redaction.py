"""PII redaction: cards, accounts, ids, addresses and numbers are named in place of being kept.

What is found is replaced before anybody else sees the words: the model, the log, the side channel.
The same value gets the same placeholder throughout a call, so that the talk still makes sense.

    "It's 4242 4242"      It's […]       may be the beginning of something
    "mm-hmm"              mm-hmm
    "4242 4242 thanks"    [card 1] thanks
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from typing import Any

from conversation.languages import country_of
from conversation.privacy.dates import named_dates, run_key
from conversation.privacy.finders import find
from conversation.privacy.found import EMAIL_BEGUN, FoundPii, apart
from conversation.privacy.kinds import PiiKind
from conversation.privacy.placeholders import Placeholders
from conversation.privacy.plain_signs import plain
from conversation.privacy.reading import Reading
from conversation.privacy.talk import TalkState

UNFINISHED = "[…]"
_WHOLE = (
    PiiKind.CARD,
    PiiKind.IBAN,
    PiiKind.EMAIL,
)  # known by themselves: nothing goes on behind them
# A number that begins with 0 is no American one: these are tried behind the call's own country.
_ALL_REGIONS = ("GB", "FR")
_DATE_DIGITS = 8  # of a date at most
_SHORTEST_AGAIN = 3  # digits that are known again
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\W]+")


class Redactor:
    """Hides what must not be kept, in all the words of one call."""

    def __init__(
        self,
        kinds: Iterable[PiiKind] = tuple(PiiKind),
        language: str = "en",
        guard: AbstractContextManager[Any] | None = None,
    ):
        """Create the redactor of one call.

        Args:
            kinds: What to hide.
            language: BCP-47 tag; its region, or the usual one, is the country of phone numbers
                that are said without their country's code.
            guard: Held while words are looked at: a lock, where several threads ask.
        """
        self._kinds = frozenset(kinds)
        self.set_language(language)
        self._placeholders = Placeholders()
        self._talk = TalkState()
        self._guard = guard or nullcontext()  # the branches share it, and the placeholders

    def set_language(self, language: str) -> None:
        """Take the call for one in `language`, a BCP-47 tag, from now on."""
        own = country_of(language)
        self._regions = (own, *(other for other in _ALL_REGIONS if other != own))

    @property
    def counts(self) -> dict[PiiKind, int]:
        """How many values of each kind it has named."""
        return self._placeholders.counts

    def go_on_after(self, counts: Mapping[PiiKind, int]) -> None:
        """Number the next values beyond those that another redactor has named."""
        self._placeholders.go_on_after(counts)

    def branch(self) -> "Redactor":
        """A redactor with the same placeholders that goes on from here on its own."""
        other = copy(self)
        other._talk = self._talk.branch()
        return other

    def redact(self, text: str, speaker: str | None = None) -> str:
        """Finished words with what must not be kept replaced by `[card 1]` and the like.

        Args:
            text: The words.
            speaker: Whose turn it is; the words are then read behind what was said before, and
                digits at their end that may be a beginning are hidden. None for words that
                are nobody's turn.
        """
        with self._guard:
            return self._redact(plain(text), speaker) if self._kinds else text

    def _redact(self, text: str, speaker: str | None) -> str:
        before = self._talk.before(speaker) if speaker is not None else ""
        reading = Reading(before + text)
        found = self._found(reading, len(before), held=speaker is not None, partial=False)
        hidden = [(f, self._named(f, self._placeholders)) for f in found]
        for one, placeholder in hidden:
            self._talk.remember(one.value, placeholder)
        if speaker is not None:
            alone = Reading(text) if before else reading
            whole = bool(found) and found[-1].kind in _WHOLE
            self._talk.heard(speaker, alone, found=bool(found), whole=whole)
        return _replaced(text, hidden)

    def redact_partial(self, text: str, speaker: str | None = None) -> str:
        """Words that may go on: a number that is still being said is hidden as `[…]`.

        A placeholder that is new here is not kept: half a card may look like a phone number.

        Args:
            text: The words so far.
            speaker: Whose words they are, as for `redact`.
        """
        with self._guard:
            return self._redact_partial(plain(text), speaker) if self._kinds else text

    def _redact_partial(self, text: str, speaker: str | None) -> str:
        before = self._talk.before(speaker) if speaker is not None else ""
        found = self._found(Reading(before + text), len(before), held=True, partial=True)
        if not found:
            return text
        names = self._placeholders.draft()
        return _replaced(text, [(f, self._named(f, names)) for f in found])

    def redact_value(self, name: str, value: str) -> str:
        """A value with what must not be kept replaced, for what its name says it is.

        Args:
            name: `card_number`, `dateOfBirth`, `order-id`.
            value: What goes by that name.
        """
        before = f"{_CAPITAL.sub(' ', name)} is "
        if not self._kinds:
            return value
        value = plain(value)
        with self._guard:
            found = self._found(Reading(before + value), len(before), held=False, partial=False)
            return _replaced(value, [(f, self._named(f, self._placeholders)) for f in found])

    def _found(self, reading: Reading, offset: int, *, held: bool, partial: bool) -> list[FoundPii]:
        """The finds to hide in the words that begin at an offset, by place."""
        every = find(reading, self._regions, held=held, partial=partial, before=offset)
        found = [
            f._replace(start=max(f.start, offset))
            for f in apart(f for f in every if self._hides(f))
            if f.end > offset
        ]
        found += self._again(reading, offset, found)
        return [f._replace(start=f.start - offset, end=f.end - offset) for f in apart(found)]

    def _hides(self, found: FoundPii) -> bool:
        if found.kind:
            return found.kind in self._kinds
        return PiiKind.EMAIL in self._kinds if found.value == EMAIL_BEGUN else (
            bool(self._kinds - {PiiKind.EMAIL})
        )  # fmt: skip

    def _again(self, reading: Reading, offset: int, found: list[FoundPii]) -> list[FoundPii]:
        """The finds that were hidden before, and are said again."""
        if not reading.telling:
            return []
        return [
            FoundPii(None, start, end, value)
            for start, end, value in _values(reading, dates=self._talk.hidden_dates)
            if start >= offset
            and self._talk.again(value)
            and not any(f.start < end and start < f.end for f in found)
        ]

    def _named(self, found: FoundPii, names: Placeholders) -> str:
        if found.kind is None:
            return self._talk.again(found.value) or UNFINISHED
        return names.name(found.kind, found.value)


def _values(reading: Reading, *, dates: bool) -> Iterator[tuple[int, int, str]]:
    """The values that may have been said before, by place: digits, and dates if asked for."""
    for run in reading.runs:
        if run.quantity:
            continue
        if len(run.digits) >= _SHORTEST_AGAIN:
            yield run.start, run.end, run.digits
        if dates and len(run.digits) <= _DATE_DIGITS:
            yield run.start, run.end, run_key(run)
    if dates:
        words = reading.words
        for date in named_dates(reading):
            yield words[date.first].start, words[date.last].end, date.key


def _replaced(text: str, replacements: list[tuple[FoundPii, str]]) -> str:
    parts: list[str] = []
    at = 0
    for found, placeholder in replacements:
        parts += [text[at : found.start], placeholder]
        at = found.end
    return "".join([*parts, text[at:]])
