"""Fold of the oldest turns: which stand word for word, which are summed up, and by whom."""

from collections.abc import Sequence
from dataclasses import replace

from conversation.memory.summary import (
    BY_RULES,
    FOLD_AT,
    FOLDED,
    MOST,
    NO_SUMMARY,
    Line,
    Summary,
    folded,
    text_of,
)

_BEGINNING = 1.5
"""How much more the first turns weigh: they say who calls, and why."""


class Fold:
    """The fold of one call; what is not folded stays, and there are never more than `MOST`.

    Attributes:
        summary: What is folded.
    """

    def __init__(self, summary: Summary = NO_SUMMARY) -> None:
        """Begin with what is folded already."""
        self.summary = summary
        self._known: list[Line] = []
        self._standing: list[Line] = []

    def add(self, line: Line) -> None:
        """Take in the line of the newest turn."""
        self._standing.append(line)

    def branch(self) -> "Fold":
        """The same fold, to go on from in another direction."""
        other = Fold(self.summary)
        other._known, other._standing = list(self._known), list(self._standing)
        return other

    def forget(self) -> None:
        """Let the oldest turns go without a summary."""
        self._standing = self._standing[FOLDED:]

    def due(self) -> list[str]:
        """The turns that are to be folded, by their ids; none while few stand."""
        return [line.turn_id for line in self._oldest()] if len(self._standing) >= FOLD_AT else []

    @property
    def is_overdue(self) -> bool:
        """Whether no more can stand."""
        return len(self._standing) >= MOST

    def by_rules(self) -> Summary:
        """Fold the oldest turns in their own words."""
        oldest = self._oldest()
        if self.summary is NO_SUMMARY:
            oldest = [replace(line, weight=line.weight * _BEGINNING) for line in oldest]
        self._known = folded(self.summary, self._known, oldest)
        return self._take(oldest, text_of(self._known), BY_RULES)

    def by(self, model: str, text: str, turns: Sequence[str]) -> Summary | None:
        """Take in a model's summary of all up to some turns; None where they are folded already."""
        oldest = self._oldest()
        if [line.turn_id for line in oldest] != list(turns):
            return None
        self._known = []
        return self._take(oldest, text, model)

    def _oldest(self) -> list[Line]:
        return self._standing[:FOLDED]

    def _take(self, oldest: Sequence[Line], text: str, by: str) -> Summary:
        self._standing = self._standing[len(oldest) :]
        self.summary = Summary(text, oldest[-1].turn_id, by)
        return self.summary
