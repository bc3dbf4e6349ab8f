"""PII finders: everything in a text that is to be hidden, by shape and by context."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from conversation.privacy import emails
from conversation.privacy.contexts.rows import ValueShape
from conversation.privacy.digit_runs import DigitRun
from conversation.privacy.found import EMAIL_BEGUN, FoundPii
from conversation.privacy.kinds import PiiKind
from conversation.privacy.meant import Meaning
from conversation.privacy.nearby import Nearby
from conversation.privacy.reading import Reading
from conversation.privacy.shapes import ids_and_phones, shaped, written_phones

_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d")
_LONG = 6  # digits at a turn's end that are hidden whatever is said around them
_LEADING_ZERO = 4  # such digits, if they begin as a phone number does and nothing else is said
_PARTIAL = 4  # digits that are hidden while they are still being said
_TURN_OPEN = 2
_PARTIAL_OPEN = 5
_STEPS = 12
_LONGEST = 20  # digits of a number that is counted up; Python reads no more than 4,300
_NONE: set[int] = set()
_GROUPS = 8
_BETWEEN_GROUPS = 6
_ROUND = re.compile(r"[1-9]\d?0|[1-9]\d*00")


def find(
    reading: Reading, regions: Sequence[str], *, held: bool, partial: bool, before: int = 0
) -> Iterator[FoundPii]:
    """The finds to hide in a text, in no order; they may overlap.

    Args:
        reading: The text.
        regions: Countries of phone numbers that are said without a country's code.
        held: Whether the beginning of a number at the end of the text is hidden.
        partial: Whether the text is still being said.
        before: Where the turn begins in the text; before it stands what was said earlier.
    """
    if not reading.telling:
        return
    open_words = _PARTIAL_OPEN if partial else _TURN_OPEN if held else -1
    nearby = Nearby(reading, open_words=open_words, before=before)
    meaning = Meaning(reading, nearby)
    yield from _addresses(reading, nearby, held=held, partial=partial)
    yield from meaning.dates()
    if not reading.numbers:
        return
    yield from shaped(reading)
    unknown: list[DigitRun] = []
    beginning = _beginning(reading) if partial else _NONE
    for run in reading.runs:
        if meaning.public(run):
            continue
        found = list(_known(reading, meaning, run, regions))
        yield from found
        if found or run.quantity:
            continue
        unknown.append(run)
        if run.first in beginning or (
            held and nearby.open(run.last) and _may_begin(reading, run, partial=partial)
        ):
            yield FoundPii(None, run.start, run.end, run.digits)
    if unknown:
        for phone in written_phones(reading.text, regions[0]):
            if any(run.start < phone.end and phone.start < run.end for run in unknown):
                yield phone


def _known(
    reading: Reading, meaning: Meaning, run: DigitRun, regions: Sequence[str]
) -> Iterator[FoundPii]:
    """The find that a run is, by the words around it and by its digits."""
    found = meaning.found(run)
    shown = [] if run.quantity else list(ids_and_phones(reading, run, regions))
    if found and (found.kind or not shown) and all(one.kind is not found.kind for one in shown):
        yield found  # what is said of it counts for more
    else:
        yield from shown


def _beginning(reading: Reading) -> set[int]:
    """The first words of the runs at the end, a few words between them, that may be one number."""
    group: list[DigitRun] = []
    after = len(reading.words)
    for run in reversed(reading.runs[-_GROUPS:]):
        gap = after - run.last - 1
        if gap > (_BETWEEN_GROUPS if group else _PARTIAL_OPEN):
            break
        after = run.first
        if not run.quantity and not run.ordinary and not _written_date(reading, run):
            group.append(run)
    size = sum(len(run.digits) for run in group)
    counted = len(group) == 1 and _listed(group[0])
    return {run.first for run in group} if size >= _PARTIAL and not counted else set()


def _addresses(
    reading: Reading, nearby: Nearby, *, held: bool, partial: bool
) -> Iterator[FoundPii]:
    for address in emails.addresses(reading):
        yield FoundPii(PiiKind.EMAIL, address.start, address.end, address.value)
    if not held and not partial:
        return
    expected = nearby.expects(ValueShape.EMAIL)
    begun = emails.begun(reading, expected=expected) if partial or expected else None
    if not begun and expected:
        begun = emails.local_part(reading)
    if begun:
        yield FoundPii(None, begun.start, begun.end, EMAIL_BEGUN)


def _may_begin(reading: Reading, run: DigitRun, *, partial: bool) -> bool:
    """May a run, about which nothing is known, be the beginning of something?"""
    size = len(run.digits)
    if partial or run.ordinary or _written_date(reading, run):
        return False
    if size >= _LONG:
        return not (_listed(run) or _counting(run))
    alone = reading.words_after(-1) <= len(run.numbers)
    return alone and run.digits[0] == "0" and size >= _LEADING_ZERO


def _written_date(reading: Reading, run: DigitRun) -> bool:
    return bool(_DATE.fullmatch(reading.text, run.start, run.end))


def _listed(run: DigitRun) -> bool:
    """Are all its numbers round: tens in a list, or thousands?"""
    return all(_ROUND.fullmatch(number.digits) for number in run.numbers)


def _counting(run: DigitRun) -> bool:
    """Do its numbers count up in equal steps?"""
    values = [int(number.digits[:_LONGEST]) for number in run.numbers[:_STEPS]]
    steps = {after - before for before, after in pairwise(values)}
    return len(values) > 2 and len(steps) == 1 and steps.pop() > 0  # noqa: PLR2004
