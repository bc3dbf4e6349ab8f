"""Insight queries of what followed: signals, obligations, and outcomes by follow-through."""

from sqlalchemy import func

from conversation.insights.answer import FOLLOWED
from conversation.insights.rows import Fate
from conversation.insights.tally import add
from stores.insights.scope import Scope, counted, of_calls
from stores.tables.insight_schema import (
    insight_calls,
    insight_cards,
    insight_obligations,
    insight_signals,
)

_CALL, _CARD = insight_calls.c, insight_cards.c
_JUDGED = _CARD.followed.is_not(None)
_FOLLOWED = _CARD.followed.in_(FOLLOWED)
_SIGNAL = insight_signals.c.signal


def count_signals(scope: Scope) -> None:
    """Count the signals of shown cards, and the outcomes of their calls."""
    its_card = (_CARD.call_id == insight_signals.c.call_id) & (
        _CARD.card_id == insight_signals.c.card_id
    )
    figures = {
        "cards": func.count(),
        "calls": func.count(insight_signals.c.call_id.distinct()),
        "judged": counted(_JUDGED),
        "followed": counted(_FOLLOWED),
    }
    rows = of_calls(insight_signals).join(insight_cards, its_card)
    for slot, name, *counts in scope.rows(rows, [_SIGNAL], [*figures.values()]):
        signals = scope.tally(slot).setdefault("signals", {})
        signals[name] = dict(zip(figures, counts, strict=True)) | {"outcomes": {}}
    in_calls = func.count(insight_signals.c.call_id.distinct())
    rows, known = of_calls(insight_signals, with_facts=True), _CALL.outcome.is_not(None)
    for slot, name, outcome, number in scope.rows(
        rows, [_SIGNAL, _CALL.outcome], [in_calls], known
    ):
        if told := scope.tally(slot).get("signals", {}).get(name):
            told["outcomes"][outcome] = number


def count_obligations(scope: Scope) -> None:
    """Count in how many calls each obligation stood how, when it was last told of."""
    row = insight_obligations.c
    rows = of_calls(insight_obligations)
    keys, known = [row.obligation_id, row.state, row.title], row.state.is_not(None)
    for slot, key, state, title, number in scope.rows(rows, keys, [func.count()], known):
        told = scope.tally(slot).setdefault("obligations", {}).setdefault(key, {})
        add(told, {"states": {state: number}, "titles": {title or "": number}})


def count_follow_through(scope: Scope) -> None:
    """Count the outcomes of calls with judged cards, by whether most of those were followed."""
    rows = of_calls(insight_cards, with_facts=True)
    # The outcome first: in the order of calls, SQLite would look at the cards of all of them.
    keys = [_CALL.outcome, _CARD.call_id]
    shown = _JUDGED & (_CARD.fate == Fate.SHOWN) & _CALL.outcome.is_not(None)
    for slot, outcome, _, followed, judged in scope.rows(
        rows, keys, [counted(_FOLLOWED), func.count()], shown
    ):
        outcomes = scope.tally(slot).setdefault("follow_through", {})
        told = outcomes.setdefault(outcome, {"followed": 0, "not_followed": 0})
        told["followed" if followed * 2 >= judged else "not_followed"] += 1
