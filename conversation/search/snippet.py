"""Snippet: what a search has found in an event, with the words that were asked for marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conversation.events.event import CallEvent, EventType
from conversation.search.query import SearchQuery
from conversation.search.words import words_of

LONGEST = 200
BEFORE = 60
"""How many characters of a longer text are shown, and how many of them before the first mark."""
_CUT = "… "


@dataclass(frozen=True, slots=True)
class Snippet:
    """A turn, or a card's headline, in which a search has found its words.

    Attributes:
        turn_id: The turn; of a card, the one that it answers. None where that is not told.
        suggestion_id: The card; None for a turn.
        speaker: Who said it; None for a card.
        start_ms: The turn's start on the call's clock; None for a card, and where it is not told.
        text: What was said, or the headline; a part of it where it is long.
        marks: Where the words stand in `text`: from, and to before, in characters (code points).
    """

    turn_id: str | None
    suggestion_id: str | None
    speaker: str | None
    start_ms: int | None
    text: str
    marks: tuple[tuple[int, int], ...]


def snippet_of(event: CallEvent, text: str, query: SearchQuery) -> Snippet:
    """What a query has found in an event, whose searchable text is `text`."""
    data, is_turn = event.data, event.type is EventType.TURN_FINAL
    shown, marks = _cut(text, list(_marks(text, query)))
    return Snippet(
        data.get("turn_id"),
        None if is_turn else data.get("suggestion_id"),
        data.get("speaker") if is_turn else None,
        data.get("start_ms") if is_turn else None,
        shown,
        marks,
    )


def _marks(text: str, query: SearchQuery) -> Iterator[tuple[int, int]]:
    """Where the phrases stand, in order; those that touch are one."""
    found = list(words_of(text))
    words = [one.word for one in found]
    last: tuple[int, int] | None = None
    for at in range(len(words)):
        ends = [end for one in query.phrases if (end := one.ends(words, at)) is not None]
        if not ends:
            continue
        mark = found[at].start, found[max(ends) - 1].end
        if last and mark[0] <= last[1]:
            last = last[0], max(last[1], mark[1])
            continue
        if last:
            yield last
        last = mark
    if last:
        yield last


def _cut(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a text with its first marks, between two blanks, and the marks in it."""
    if len(text) <= LONGEST:
        return text, tuple(marks)
    first = marks[0][0] if marks else 0
    begin = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = begin + LONGEST
    if end < len(text):
        last = max(text.rfind(" ", begin, end), marks[0][1] if marks else 0)
        end = last if last > begin else end
    head, tail = _CUT if begin else "", " …" if end < len(text) else ""
    shift = len(head) - begin
    inside = tuple((a + shift, b + shift) for a, b in marks if b <= end)
    return head + text[begin:end] + tail, inside
