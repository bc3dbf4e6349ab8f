"""Insight queries of calls: how many, how they were talked and ended, and what they cost."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func

from conversation.insights.rows import Fate
from conversation.insights.totals import PARTIES
from stores.insights.aftermath import count_follow_through, count_obligations, count_signals
from stores.insights.scope import Scope, counted, of_calls
from stores.tables.insight_schema import insight_calls, insight_cards, insight_costs
from stores.tables.schema import calls

_CALL, _CARD = insight_calls.c, insight_cards.c
_MEANS = (  # of calls that have ended: of one that came back, the rows tell of before
    "talk_share",
    *(f"{who}_{name}" for who in PARTIES for name in ("pace", "longest_ms", "interruptions")),
    "duration_ms",
)


def count_calls(scope: Scope) -> None:
    """Count all that is the same whatever the groups are."""
    _count_facts(scope)
    rows = insight_cards, _CARD.reason
    _count_by(scope, "held_back", *rows, _CARD.fate == Fate.HELD_BACK)
    _count_by(scope, "withdrawn", *rows, _CARD.fate == Fate.WITHDRAWN)
    _count_by(scope, "outcomes", insight_calls, _CALL.outcome)
    _count_started(scope)
    _count_cost(scope)
    count_signals(scope)
    count_obligations(scope)
    count_follow_through(scope)


def _count_facts(scope: Scope) -> None:
    figures = {
        "calls": func.count(),
        # A row without its week was begun in the middle of the call, by a newer version.
        "known": counted(_CALL.week.is_not(None)),
        "summaries": counted(_CALL.summaries.is_not(None)),
        "audio_cost": func.sum(_CALL.audio_cost),
    }
    told_of = [case((calls.c.ended_at.is_not(None), _CALL[name])) for name in _MEANS]
    means = [func.count(one) for one in told_of] + [func.sum(one) for one in told_of]
    for slot, *told in scope.rows(of_calls(insight_calls), [], [*figures.values(), *means]):
        facts = dict(zip(figures, told, strict=False))
        numbers, sums = (told[-2 * len(_MEANS) : -len(_MEANS)], told[-len(_MEANS) :])
        talk = {
            name: {"n": number, "sum": float(total)}
            for name, number, total in zip(_MEANS, numbers, sums, strict=True)
            if number
        }
        tally = scope.tally(slot)
        tally |= {name: value for name, value in facts.items() if value is not None}
        tally["talk"] = talk


def _count_started(scope: Scope) -> None:
    reason = calls.c.end_reason
    for slot, name, number in scope.rows(calls, [reason], [func.count()]):
        tally = scope.tally(slot)
        tally["started"] = tally.get("started", 0) + number
        if name is not None:
            tally.setdefault("end_reasons", {})[name] = number


def _count_cost(scope: Scope) -> None:
    cost = insight_costs.c.cost
    for slot, spent in scope.rows(of_calls(insight_costs), [], [func.sum(cost)]):
        if spent is not None:
            scope.tally(slot)["cost"] = spent


def _count_by(
    scope: Scope,
    figure: str,
    table: FromClause,
    column: ColumnElement[Any],
    *where: ColumnElement[bool],
) -> None:
    known = column.is_not(None)
    for slot, name, number in scope.rows(of_calls(table), [column], [func.count()], *where, known):
        scope.tally(slot).setdefault(figure, {})[name] = number
