"""Insight queries of groups: cards, ratings, follow-through, latencies and costs, by a key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func

from conversation.insights.answer import JUDGED, Rating
from conversation.insights.question import By
from conversation.insights.rows import Fate
from conversation.insights.tally import Tally, name_of
from stores.insights.scope import Scope, counted, of_calls
from stores.tables.insight_schema import insight_calls, insight_cards, insight_costs
from stores.tables.schema import calls

_CARD = insight_cards.c
_SHOWN = _CARD.fate == Fate.SHOWN
_OF_CARD = {
    By.PROMPT: _CARD.prompt,
    By.RULE: _CARD.rule,
    By.SPECIALIST: _CARD.specialist,
    By.MODEL: _CARD.model,
}
_OF_CALL = {
    By.AGENT: calls.c.agent_id,
    By.PLAYBOOK: insight_calls.c.playbook,
    By.WEEK: insight_calls.c.week,
    By.LANGUAGE: insight_calls.c.language,
}
_OF_COST = {
    By.PROMPT: insight_costs.c.prompt,
    By.SPECIALIST: insight_costs.c.specialist,
    By.MODEL: insight_costs.c.model,
}


def count_groups(scope: Scope, by: By) -> None:
    """Count the groups: a tally each, by `name_of` its key."""
    _count_cards(scope, by)
    _count_waits(scope, by)
    _count_costs(scope, by)
    if not by.is_of_card:
        rows = scope.rows(of_calls(insight_calls), [_OF_CALL[by]], [func.count()])
        for slot, key, number in rows:
            _group(scope, slot, key)["calls"] = number


def _group(scope: Scope, slot: str, key: str | None) -> Tally:
    return scope.tally(slot).setdefault(name_of(key), {})


def _key_of(by: By) -> ColumnElement[Any]:
    return _OF_CARD[by] if by.is_of_card else _OF_CALL[by]


def _needs_facts(by: By) -> bool:
    return by in (By.PLAYBOOK, By.WEEK, By.LANGUAGE)


def _count_cards(scope: Scope, by: By) -> None:
    figures = [
        func.count(_CARD.call_id.distinct()) if by.is_of_card else func.count(),
        *(counted(_CARD.fate == fate) for fate in Fate),
        *(counted(_SHOWN & (_CARD.rating == one)) for one in Rating),
        *(counted(_SHOWN & (_CARD.followed == one)) for one in JUDGED),
    ]
    cards = of_calls(insight_cards, with_facts=_needs_facts(by))
    for slot, key, in_calls, *counts in scope.rows(cards, [_key_of(by)], figures):
        group, told = _group(scope, slot, key), iter(counts)
        group |= _above_none(Fate, told)
        group["ratings"] = _above_none(Rating, told)
        group["follows"] = _above_none(JUDGED, told)
        if by.is_of_card:
            group["calls"] = in_calls


def _above_none(names: Any, counts: Any) -> Mapping[str, int]:
    return {name.value: count for name in names if (count := next(counts))}


def _count_waits(scope: Scope, by: By) -> None:
    """The waits of shown cards, ms, each as often as it was."""
    wait = _CARD.latency_ms
    cards = of_calls(insight_cards, with_facts=_needs_facts(by))
    shown = _SHOWN & wait.is_not(None)
    for slot, key, ms, count in scope.rows(cards, [_key_of(by), wait], [func.count()], shown):
        _group(scope, slot, key).setdefault("waits", []).extend([ms] * count)


def _count_costs(scope: Scope, by: By) -> None:
    if by is By.RULE:
        return  # a playbook's rules cost nothing
    costs = of_calls(insight_costs, with_facts=_needs_facts(by))
    spent = insight_costs.c.cost.is_not(None)
    key = _OF_COST[by] if by.is_of_card else _OF_CALL[by]
    rows = scope.rows(costs, [key], [func.sum(insight_costs.c.cost)], spent)
    for slot, found, cost in rows:
        group = _group(scope, slot, found or None)
        group["cost"] = group.get("cost", 0) + cost
