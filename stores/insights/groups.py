"""Insight queries of groups: cards, ratings, follow-through, latencies and costs, by a key."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal_column, select

from conversation.insights.answer import JUDGED, Group, Rating
from conversation.insights.question import By, Question
from conversation.insights.rows import Fate
from stores.insight_schema import insight_calls, insight_cards, insight_costs
from stores.insights.scope import counted, key_of, pairs, within

_ALL = literal_column("NULL").label("key")
_CARD = insight_cards.c
_SHOWN = _CARD.fate == Fate.SHOWN
_COST_KEYS = {
    By.PROMPT: insight_costs.c.prompt,
    By.SPECIALIST: insight_costs.c.specialist,
    By.MODEL: insight_costs.c.model,
}


def read_groups(connection: Connection, asked: Question) -> tuple[list[Group], Group]:
    """The groups that are asked for, and the one of all: their sum, so that rows are read once."""
    by = asked.by
    cards = _cards(connection, asked, by)
    waits = _latencies(connection, asked, by)
    costs = _costs(connection, asked, by)
    calls = _calls_of(cards) if by.is_of_card else _calls(connection, asked, by)
    groups = [
        _group(key, cards.get(key), calls.get(key, 0), waits.get(key, {}), costs.get(key))
        for key in dict.fromkeys([*cards, *calls])
    ]
    return groups, _total(connection, asked, groups, waits.values())


def _total(
    connection: Connection,
    asked: Question,
    groups: Sequence[Group],
    waits: Iterable[Mapping[int, int]],
) -> Group:
    all_waits = Counter[int]()
    for some in waits:
        all_waits.update(some)
    return Group(
        None,
        _calls(connection, asked, None).get(None, 0),
        shown=sum(one.shown for one in groups),
        held_back=sum(one.held_back for one in groups),
        withdrawn=sum(one.withdrawn for one in groups),
        ratings={one.value: sum(g.ratings.get(one, 0) for g in groups) for one in Rating},
        follows={one.value: sum(g.follows.get(one, 0) for g in groups) for one in JUDGED},
        p50_ms=_at(all_waits, 50),
        p95_ms=_at(all_waits, 95),
        cost=_costs(connection, asked, None).get(None),
    )


def _group(
    key: str | None,
    card: Row[Any] | None,
    calls: int,
    waits: Mapping[int, int],
    cost: float | None,
) -> Group:
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
        follows={one.value: told[one.value] for one in JUDGED},
        p50_ms=_at(waits, 50),
        p95_ms=_at(waits, 95),
        cost=cost,
    )


def _calls_of(cards: Mapping[str | None, Row[Any]]) -> dict[str | None, int]:
    return {key: row._mapping["calls"] for key, row in cards.items()}


def _key(by: By | None) -> ColumnElement[Any]:
    return key_of(by).label("key") if by else _ALL


def _cards(connection: Connection, asked: Question, by: By) -> dict[str | None, Row[Any]]:
    in_calls = func.count(_CARD.call_id.distinct()) if by.is_of_card else func.count()
    query = select(
        _key(by),
        in_calls.label("calls"),
        *(counted(_CARD.fate == fate).label(fate.value) for fate in Fate),
        *(counted(_SHOWN & (_CARD.rating == one)).label(one.value) for one in Rating),
        *(counted(_SHOWN & (_CARD.followed == one)).label(one.value) for one in JUDGED),
    )
    query = within(query, insight_cards, asked, by=by).group_by(key_of(by))
    return {row.key: row for row in connection.execute(query)}


def _calls(connection: Connection, asked: Question, by: By | None) -> dict[str | None, int]:
    query = within(select(_key(by), func.count()), insight_calls, asked, by=by)
    if by:
        query = query.group_by(key_of(by))
    return pairs(connection, query)


def _latencies(connection: Connection, asked: Question, by: By) -> dict[str | None, dict[int, int]]:
    """How many shown cards had which wait, ms."""
    wait = _CARD.latency_ms
    query = within(select(_key(by), wait, func.count()), insight_cards, asked, by=by)
    query = query.where(_SHOWN, wait.is_not(None)).group_by(key_of(by), wait)
    found: dict[str | None, dict[int, int]] = {}
    rows: Any = connection.execute(query)
    for key, ms, count in rows:
        found.setdefault(key, {})[ms] = count
    return found


def _at(waits: Mapping[int, int], percent: int) -> int | None:
    """The wait that so many per cent had at most; the rank is rounded up, as in one call."""
    rank = (sum(waits.values()) * percent + 99) // 100
    for ms in sorted(waits):
        rank -= waits[ms]
        if rank <= 0:
            return ms
    return None


def _costs(connection: Connection, asked: Question, by: By | None) -> Mapping[str | None, float]:
    if by is By.RULE:
        return {}  # a playbook's rules cost nothing
    key = _COST_KEYS.get(by, key_of(by)) if by else None
    query: Any = select(_ALL if key is None else key.label("key"), func.sum(insight_costs.c.cost))
    query = within(query, insight_costs, asked, by=by)
    found = pairs(connection, query if key is None else query.group_by(key))
    return {key or None: cost for key, cost in found.items() if cost is not None}
