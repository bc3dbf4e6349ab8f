"""Measurement of the follow-through: its precision and recall on labelled pairs, as a table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversation.after_call.following.judge import Nearness, judge
from conversation.after_call.following.outcome import CardOutcome, Following
from evaluation.following.pairs import Pair

JUDGED = tuple(outcome for outcome in CardOutcome if outcome is not CardOutcome.UNKNOWN)
Near = Mapping[int, Nearness]
"""What an encoder says of pairs, by their identity."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many.

    Attributes:
        part: How many.
        of: Of how many.
    """

    part: int
    of: int

    def __str__(self) -> str:
        """As a table tells it."""
        return f"{round(100 * self.part / self.of)} % ({self.part}/{self.of})" if self.of else "–"


class Measured:
    """The outcomes of some pairs, as people and as the rules judged them."""

    def __init__(self, pairs: Sequence[Pair], near: Near | None = None) -> None:
        """Judge the pairs, with what an encoder says of each where there is one."""
        judged = [(pair, _judged(pair, near)) for pair in pairs]
        self._counts = Counter((pair.outcome, found.outcome) for pair, found in judged)
        right = [(pair, found) for pair, found in judged if pair.outcome is found.outcome]
        self.turns = Rate(sum(p.turn_id == f.turn_id for p, f in right), len(right))

    def precision(self, outcome: CardOutcome) -> Rate:
        """Of those so judged, how many are so."""
        return Rate(self._counts[outcome, outcome], self._sum(judged=outcome))

    def recall(self, outcome: CardOutcome) -> Rate:
        """Of those that are so, how many are so judged."""
        return Rate(self._counts[outcome, outcome], self._sum(labelled=outcome))

    @property
    def right(self) -> Rate:
        """How many are judged as they are."""
        return Rate(sum(n for (is_so, so), n in self._counts.items() if is_so is so), self._sum())

    @property
    def undecided(self) -> Rate:
        """Of how many the rules can't tell."""
        return Rate(self._sum(judged=CardOutcome.UNKNOWN), self._sum())

    def _sum(self, labelled: CardOutcome | None = None, judged: CardOutcome | None = None) -> int:
        return sum(
            count
            for (is_so, so), count in self._counts.items()
            if labelled in (None, is_so) and judged in (None, so)
        )


def table(pairs: Sequence[Pair], near: Near | None = None) -> str:
    """The table of some pairs in Markdown: per outcome, per language, and of all."""
    measured = Measured(pairs, near)
    rows = ["| | precision | recall |", "|---|---|---|"]
    for outcome in JUDGED:
        rates = measured.precision(outcome), measured.recall(outcome)
        rows.append(f"| `{outcome}` | {rates[0]} | {rates[1]} |")
    rows += ["", "| | judged right | no telling (`unknown`) |", "|---|---|---|"]
    for language in (*sorted({pair.language for pair in pairs}), "all"):
        part = Measured([p for p in pairs if language in (p.language, "all")], near)
        rows.append(f"| {language} | {part.right} | {part.undecided} |")
    return "\n".join(rows)


def _judged(pair: Pair, near: Near | None) -> Following:
    return judge(pair.case, pair.language, near.get(id(pair)) if near else None)
