"""Fold of the oldest turns: which stand word for word, which are summed up, and by whom."""

from collections.abc import Sequence
from dataclasses import replace

from conversation.memory.summary import (
    BY_RULES,
    FOLD_AT,
    FOLDED,
    MOST,
    NO_SUMMARY,
    RunningSummary,
    SummaryLine,
    folded,
    text_of,
)
from conversation.speech.turns import Turn

_BEGINNING = 1.5
"""How much more the first turns weigh: they say who calls, and why."""


class Fold:
    """The fold of one call; what is not folded stays, and there are never more than `MOST`.

    Attributes:
        summary: What is folded.
    """

    def __init__(self, summary: RunningSummary) -> None:
        """Begin with what is folded already."""
        self.summary = summary
        self._known: list[SummaryLine] = []
        self._standing: list[tuple[SummaryLine, Turn]] = []

    def add(self, line: SummaryLine, turn: Turn) -> None:
        """Take in the newest turn, with the line that it would be."""
        self._standing.append((line, turn))

    def branch(self) -> "Fold":
        """The same fold, to go on from in another direction."""
        other = Fold(self.summary)
        other._known, other._standing = list(self._known), list(self._standing)
        return other

    def forget(self) -> None:
        """Let the oldest turns go without a summary."""
        self._standing = self._standing[FOLDED:]

    def due(self) -> list[Turn]:
        """The turns that are to be folded; none while few stand."""
        return self._oldest() if len(self._standing) >= FOLD_AT else []

    @property
    def is_overdue(self) -> bool:
        """Whether no more can stand."""
        return len(self._standing) >= MOST

    def by_rules(self) -> RunningSummary:
        """Fold the oldest turns in their own words."""
        oldest = [line for line, _ in self._standing[:FOLDED]]
        if self.summary is NO_SUMMARY:
            oldest = [replace(line, weight=line.weight * _BEGINNING) for line in oldest]
        self._known = folded(self.summary, self._known, oldest)
        return self._take(text_of(self._known), BY_RULES)

    def by(self, model: str, text: str, turns: Sequence[Turn]) -> RunningSummary | None:
        """Take in a model's summary of all up to some turns; None where they are folded already."""
        if [turn.turn_id for turn in self._oldest()] != [turn.turn_id for turn in turns]:
            return None
        self._known = []
        return self._take(text, model)

    def _oldest(self) -> list[Turn]:
        return [turn for _, turn in self._standing[:FOLDED]]

    def _take(self, text: str, by: str) -> RunningSummary:
        self.summary = RunningSummary(text, self._oldest()[-1].turn_id, by)
        self._standing = self._standing[FOLDED:]
        return self.summary
