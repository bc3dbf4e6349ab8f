"""Insight queries of what followed: signals, obligations, and outcomes by follow-through."""

from typing import Any

from sqlalchemy import Connection, case, func, select

from conversation.insights.answer import FOLLOWED, FollowThrough, Obligation, Signal
from conversation.insights.question import Question
from conversation.insights.rows import Fate
from stores.insight_schema import insight_calls, insight_cards, insight_obligations, insight_signals
from stores.insights.scope import counted, period, within
from stores.schema import calls

MOST_SIGNALS = 10
MOST_OBLIGATIONS = 20
MOST_OUTCOMES = 20
_CALL, _CARD = insight_calls.c, insight_cards.c
_JUDGED = _CARD.followed.is_not(None)
_FOLLOWED = _CARD.followed.in_(FOLLOWED)


def read_signals(connection: Connection, asked: Question) -> list[Signal]:
    """The most frequent signals of shown cards."""
    name, call_id = insight_signals.c.signal, insight_signals.c.call_id
    rows = insight_signals.join(
        insight_cards,
        (_CARD.call_id == call_id) & (_CARD.card_id == insight_signals.c.card_id),
    )
    query = select(
        name,
        func.count().label("cards"),
        func.count(call_id.distinct()).label("calls"),
        counted(_JUDGED).label("judged"),
        counted(_FOLLOWED).label("followed"),
    )
    query = _joined(query, rows, call_id, asked).group_by(name)
    found = connection.execute(query.order_by(func.count().desc(), name).limit(MOST_SIGNALS)).all()
    after = _outcomes_after(connection, asked, [one.signal for one in found])
    return [
        Signal(
            one.signal, one.cards, one.calls, one.judged, one.followed, after.get(one.signal, {})
        )
        for one in found
    ]


def _outcomes_after(
    connection: Connection, asked: Question, names: list[str]
) -> dict[str, dict[str, int]]:
    name, call_id = insight_signals.c.signal, insight_signals.c.call_id
    rows: Any = insight_signals.join(insight_calls, _CALL.call_id == call_id)
    query: Any = select(name, _CALL.outcome, func.count(call_id.distinct()))
    query = _joined(query, rows, call_id, asked)
    query = query.where(name.in_(names), _CALL.outcome.is_not(None))
    found: dict[str, dict[str, int]] = {}
    rows = connection.execute(query.group_by(name, _CALL.outcome))
    for signal, outcome, number in rows:
        found.setdefault(signal, {})[outcome] = number
    return found


def _joined(query: Any, rows: Any, call_id: Any, asked: Question) -> Any:
    wanted = period(asked)
    if wanted:
        rows = rows.join(calls, calls.c.call_id == call_id)
    return query.select_from(rows).where(*wanted)


def read_obligations(connection: Connection, asked: Question) -> list[Obligation]:
    """The obligations, those that were missed or violated most often first."""
    row = insight_obligations.c
    query = select(row.obligation_id, func.max(row.title), row.state, func.count())
    query = within(query, insight_obligations, asked).where(row.state.is_not(None))
    found: dict[str, Obligation] = {}
    rows: Any = connection.execute(query.group_by(row.obligation_id, row.state))
    for key, title, state, number in rows:
        one = found.setdefault(key, Obligation(key, title or key, {}))
        found[key] = Obligation(key, one.title, {**one.states, state: number})

    def place(one: Obligation) -> tuple[int, str]:
        return -sum(one.states.get(state, 0) for state in ("missed", "violated")), one.title

    return sorted(found.values(), key=place)[:MOST_OBLIGATIONS]


def read_follow_through(connection: Connection, asked: Question) -> list[FollowThrough]:
    """The outcomes of calls with judged cards, the most frequent first."""
    judged = select(
        _CARD.call_id.label("call_id"),
        counted(_JUDGED).label("judged"),
        counted(_FOLLOWED).label("followed"),
    )
    judged = within(judged, insight_cards, asked).where(_JUDGED, _CARD.fate == Fate.SHOWN)
    one = judged.group_by(_CARD.call_id).subquery()
    most = case((one.c.followed * 2 >= one.c.judged, 1), else_=0)
    query = select(_CALL.outcome, func.sum(most), func.sum(1 - most)).select_from(
        insight_calls.join(one, one.c.call_id == _CALL.call_id)
    )
    query = query.where(_CALL.outcome.is_not(None)).group_by(_CALL.outcome)
    found = connection.execute(query.order_by(func.count().desc(), _CALL.outcome))
    return [FollowThrough(name, int(yes), int(no)) for name, yes, no in found][:MOST_OUTCOMES]
