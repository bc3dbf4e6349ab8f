"""Insight queries of groups: cards, ratings, follow-through, latencies and costs, by a key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, literal_column, select

from conversation.insights.answer import Follow, Group, Rating
from conversation.insights.question import By, Question
from conversation.insights.rows import Fate
from stores.insights.scope import counted, key_of, pairs, within
from stores.schema import insight_calls, insight_cards, insight_costs

_ALL = literal_column("NULL").label("key")
_CARD = insight_cards.c
_SHOWN = _CARD.fate == Fate.SHOWN
_COST_KEYS = {
    By.PROMPT: insight_costs.c.prompt,
    By.SPECIALIST: insight_costs.c.specialist,
    By.MODEL: insight_costs.c.model,
}


def read_groups(connection: Connection, asked: Question, by: By | None) -> list[Group]:
    """The groups of a property, or of none: one of all."""
    cards = _cards(connection, asked, by)
    waits = _latencies(connection, asked, by)
    costs = _costs(connection, asked, by)
    calls = _calls_of(cards) if by and by.is_of_card else _calls(connection, asked, by)
    return [
        _group(key, cards.get(key), calls.get(key, 0), waits.get(key), costs.get(key))
        for key in dict.fromkeys([*cards, *calls])
    ]


def _group(
    key: str | None,
    card: Row[Any] | None,
    calls: int,
    waits: tuple[int, int] | None,
    cost: float | None,
) -> Group:
    p50_ms, p95_ms = waits or (None, None)
    if card is None:
        return Group(key, calls, cost=cost)
    told = card._mapping
    return Group(
        key,
        calls,
        shown=told[Fate.SHOWN.value],
        held_back=told[Fate.HELD_BACK.value],
        withdrawn=told[Fate.WITHDRAWN.value],
        ratings={one.value: told[one.value] for one in Rating},
        follows={one.value: told[one.value] for one in Follow},
        p50_ms=p50_ms,
        p95_ms=p95_ms,
        cost=cost,
    )


def _calls_of(cards: Mapping[str | None, Row[Any]]) -> dict[str | None, int]:
    return {key: row._mapping["calls"] for key, row in cards.items()}


def _key(by: By | None) -> ColumnElement[Any]:
    return key_of(by).label("key") if by else _ALL


def _cards(connection: Connection, asked: Question, by: By | None) -> dict[str | None, Row[Any]]:
    in_calls = func.count(_CARD.call_id.distinct()) if by and by.is_of_card else func.count()
    query = select(
        _key(by),
        in_calls.label("calls"),
        *(counted(_CARD.fate == fate).label(fate.value) for fate in Fate),
        *(counted(_SHOWN & (_CARD.rating == one)).label(one.value) for one in Rating),
        *(counted(_SHOWN & (_CARD.followed == one)).label(one.value) for one in Follow),
    )
    query = within(query, insight_cards, asked, by=by)
    if by:
        query = query.group_by(key_of(by))
    return {row.key: row for row in connection.execute(query)}


def _calls(connection: Connection, asked: Question, by: By | None) -> dict[str | None, int]:
    query = within(select(_key(by), func.count()), insight_calls, asked, by=by)
    if by:
        query = query.group_by(key_of(by))
    return pairs(connection, query)


def _latencies(
    connection: Connection, asked: Question, by: By | None
) -> dict[str | None, tuple[int, int]]:
    """The ranks of p50 and p95 are rounded up, as in the figures of one call."""
    wait = _CARD.latency_ms
    of: dict[str, Any] = {"partition_by": key_of(by)} if by else {}
    ranked = select(
        _key(by),
        wait.label("wait"),
        func.row_number().over(order_by=wait, **of).label("rank"),
        func.count().over(**of).label("all"),
    )
    ranked = within(ranked, insight_cards, asked, by=by).where(_SHOWN, wait.is_not(None))
    one = ranked.subquery().c

    def at(percent: int) -> ColumnElement[int]:
        return func.max(case((one.rank == (one["all"] * percent + 99) // 100, one.wait)))

    query = select(one.key, at(50), at(95)).group_by(one.key)
    return {key: (p50, p95) for key, p50, p95 in connection.execute(query)}


def _costs(connection: Connection, asked: Question, by: By | None) -> Mapping[str | None, float]:
    if by is By.RULE:
        return {}  # a playbook's rules cost nothing
    key = _COST_KEYS.get(by, key_of(by)) if by else None
    query: Any = select(_ALL if key is None else key.label("key"), func.sum(insight_costs.c.cost))
    query = within(query, insight_costs, asked, by=by)
    found = pairs(connection, query if key is None else query.group_by(key))
    return {key or None: cost for key, cost in found.items() if cost is not None}
