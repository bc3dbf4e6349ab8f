"""Insight queries: all that a question about many calls is answered with, of roll-ups and rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from conversation.insights.answer import Insights
from conversation.insights.question import By, Question
from conversation.insights.slots import Grain, TimeSpan, midnight, runs, slot_span
from conversation.insights.tally import Tally, add
from conversation.insights.totals import insights_of
from stores.insights.calls import count_calls
from stores.insights.groups import count_groups
from stores.insights.rollups import Rollup, read_rollups, read_tokens
from stores.insights.scope import Scope

CALLS = "calls"
"""The kind of the roll-ups that are the same whatever the groups are; the others: `By`."""


@dataclass(frozen=True, slots=True)
class FoundFigures:
    """The figures that answer a question.

    Attributes:
        calls: The tally of all calls.
        groups: That of the groups.
        fresh: Roll-ups that were counted for it, to keep.
    """

    calls: Tally = field(default_factory=dict[str, object])
    groups: Tally = field(default_factory=dict[str, object])
    fresh: list[Rollup] = field(default_factory=list[Rollup])

    def insights(self, by: By) -> Insights:
        """The answer."""
        return insights_of(by, self.calls, self.groups)


def read_insights(connection: Connection, asked: Question, now: datetime) -> FoundFigures:
    """What answers a question; `LogInsights.answer` says more."""
    found = FoundFigures()
    kinds = {
        CALLS: (found.calls, count_calls),
        asked.by.value: (found.groups, partial(count_groups, by=asked.by)),
    }
    if asked.is_of_some:  # an agent's or a team's calls are few
        for into, count in kinds.values():
            scope = Scope(connection, asked)
            count(scope)
            add(into, scope.tally(""))
        return found
    for grain, span in (
        (Grain.DAY, TimeSpan(None, midnight(now))),
        (Grain.HOUR, TimeSpan(midnight(now))),
    ):
        tokens = read_tokens(Scope(connection, asked, [span], grain))
        for kind, (into, count) in kinds.items():
            slots = _Slots(connection, asked, grain, tokens, now)
            for tally in slots.tallies(kind, count, found.fresh):
                add(into, tally)
    return found


@dataclass(frozen=True, slots=True)
class _Slots:
    """The slots of a grain in which calls of a question started, with their tokens."""

    connection: Connection
    asked: Question
    grain: Grain
    tokens: Mapping[str, str]
    now: datetime

    def tallies(
        self, kind: str, count: Callable[[Scope], None], fresh: list[Rollup]
    ) -> Iterator[Tally]:
        """The tally of each: a kept one, or one that is counted now, and may be kept."""
        whole = {slot: token for slot, token in self.tokens.items() if self._is_whole(slot)}
        kept = read_rollups(self.connection, whole, kind)
        missing = self.tokens.keys() - kept.keys()
        if missing:
            spans = runs(self.tokens, missing, self.grain)
            scope = Scope(self.connection, self.asked, spans, self.grain)
            count(scope)
            kept |= {slot: scope.tally(slot) for slot in missing}
            over = (slot for slot in missing if slot in whole and self._is_over(slot))
            fresh += [Rollup(one, self.grain, kind, whole[one], kept[one]) for one in over]
        # In one order, as the last digits of a sum depend on it.
        for slot in sorted(kept):
            yield kept[slot]

    def _is_whole(self, slot: str) -> bool:
        span = slot_span(slot, self.grain)
        return span.within(TimeSpan(self.asked.since, self.asked.until)) == span

    def _is_over(self, slot: str) -> bool:
        until = slot_span(slot, self.grain).until
        return until is not None and until <= self.now
