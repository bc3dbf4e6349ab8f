"""Running summary: what was said before the turns that still stand word for word.

    turns    1 ……………………… 15 16 ………………………………………… 45      … 50
             the oldest 15 are folded,  the last 30 stay     the most that stand

By rules a fold invents nothing: each line is a turn's own words, those with the most in them, and
the summary keeps as many lines as `MAX_WORDS` allow, the weightiest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conversation.coaching.clauses import clause_around, longest_clause
from conversation.memory.entity import EntityKind
from conversation.memory.turn_reader import TurnReading
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

MAX_WORDS = 200
FOLD_AT = 45
"""Turns that stand word for word when the oldest are folded."""
FOLDED = 15
"""Turns that are folded at once."""
MOST = 50
"""Turns that stand word for word at most: what nobody has summed up by then is folded by rules."""
BY_RULES = "rules"

_WHOLE_WORDS = 18
_FEWEST_WORDS = 4
_MOST_CLAUSES = 2
_WEIGHTS = {
    EntityKind.PRICE: 3.0,
    EntityKind.PERSON: 2.0,
    EntityKind.COMPANY: 2.0,
    EntityKind.DATE: 2.0,
    EntityKind.NUMBER: 1.5,
    EntityKind.NAME: 1.0,
}
_PROMISE, _PAIN, _SIGNAL, _QUESTION, _FEELING, _CUSTOMER = 4.0, 3.0, 3.0, 1.0, 1.0, 0.5


class Summarises(StrEnum):
    """The ways to sum up: by a model, where there is one; by rules alone; not at all."""

    MODEL = "model"
    RULES = "rules"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary, or a turn that may become one.

    Attributes:
        turn_id: The turn whose words they are; empty for a model's.
        text: The line as the summary has it.
        weight: How much is in it; 0: nothing to keep.
    """

    turn_id: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class RunningSummary:
    """The summary of the turns up to one.

    Attributes:
        text: One line for each turn that is kept, or a model's words; empty where none is folded.
        until_turn_id: The last turn that is folded.
        by: What wrote it: `rules`, or a model's name.
    """

    text: str = ""
    until_turn_id: str | None = None
    by: str | None = None


NO_SUMMARY = RunningSummary()


def line_of(turn: Turn, reading: TurnReading, *, is_signal: bool = False) -> SummaryLine:
    """The line of a turn, in its own words; `is_signal`: the playbook finds something in it."""
    words = len(reading.wording.words)
    weight = sum(_WEIGHTS.get(amount.kind, 0.0) for amount in reading.named)
    weight += _PROMISE * len(reading.promises) + _QUESTION * len(reading.questions)
    weight += _PAIN * len(reading.pains) + _SIGNAL * is_signal
    weight += _FEELING * abs(reading.valence or 0)
    if weight or words >= _WHOLE_WORDS:
        weight += _CUSTOMER * (turn.speaker is Speaker.CUSTOMER)
    if words < _FEWEST_WORDS and not reading.named:
        weight = 0.0
    said = " ".join(reading.said.split()) if words <= _WHOLE_WORDS else _best(reading)
    return SummaryLine(
        turn.turn_id, f"[{turn.turn_id}] {turn.speaker}: {said}", weight if said else 0.0
    )


def folded(
    summary: RunningSummary, known: Sequence[SummaryLine], lines: Sequence[SummaryLine]
) -> list[SummaryLine]:
    """The lines of the next summary by rules: of those known, and of the turns that are folded.

    Args:
        summary: What was summed up before.
        known: Its lines with their weights, if rules wrote it; a model's words are one line.
        lines: Those of the turns to fold, in their order.
    """
    before = list(known)
    if summary.text and not before:
        before = [SummaryLine("", line, _PROMISE) for line in summary.text.splitlines()]
    every = [line for line in (*before, *lines) if line.weight > 0]
    left = MAX_WORDS
    kept: set[int] = set()
    for at in sorted(range(len(every)), key=lambda at: -every[at].weight):
        words = len(every[at].text.split())
        if words <= left:
            kept.add(at)
            left -= words
    return [every[at] for at in sorted(kept)]


def text_of(lines: Iterable[SummaryLine]) -> str:
    """The text of a summary's lines."""
    return "\n".join(line.text for line in lines)


def _best(reading: TurnReading) -> str:
    """The clauses of a long turn that have the most in them, verbatim."""
    found: list[str] = list(reading.promises) + list(reading.pains)
    valued = sorted(reading.named, key=lambda one: -_WEIGHTS.get(one.kind, 0.0))
    found += [clause_around(reading.said, one.start, one.end) for one in valued]
    found += reading.questions
    best: list[str] = []
    for clause in found:
        if clause and not any(clause in other or other in clause for other in best):
            best.append(clause)
    best = best[:_MOST_CLAUSES] or [longest_clause(reading.said)]
    return " … ".join(sorted(best, key=reading.said.find))
