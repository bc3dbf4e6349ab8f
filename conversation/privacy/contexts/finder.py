"""Context finder: the rows whose words stand in a text, and their places."""

from collections.abc import Iterable
from typing import NamedTuple

from conversation.privacy.contexts import en, es, fr
from conversation.privacy.contexts.rows import ContextRow
from conversation.privacy.kinds import PiiKind
from conversation.privacy.words import Word

_ROWS = (*en.ROWS, *fr.ROWS, *es.ROWS)
_BY_TRIGGER: dict[str, list[int]] = {}
for _index, _of in enumerate(_ROWS):
    for _trigger in _of.triggers:
        _BY_TRIGGER.setdefault(_trigger, []).append(_index)
_TRIGGERS = frozenset(_BY_TRIGGER)


class FoundContext(NamedTuple):
    """A row, and the place of its words."""

    row: ContextRow
    start: int
    end: int


def contexts(text: str, tokens: Iterable[Word]) -> list[FoundContext]:
    """The contexts of a text in order; of two that overlap the longer counts."""
    triggers = _TRIGGERS.intersection([word.text for word in tokens])
    if not triggers:
        return []
    rows = {index for trigger in triggers for index in _BY_TRIGGER[trigger]}
    found = [
        FoundContext(_ROWS[index], match.start(), match.end())
        for index in rows
        for match in _ROWS[index].pattern.finditer(text)
    ]
    of_card = any(one.row.kind in (PiiKind.CARD, PiiKind.EXPIRY) for one in found)
    kept: list[FoundContext] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end, c.row.least)):
        if one.row.beside and not of_card:
            continue
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept
