"""Totals of tallies: the answer to a question, its rows in order and cut to what is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from conversation.insights.answer import (
    JUDGED,
    FollowThrough,
    Group,
    Insights,
    ObligationStates,
    Rating,
    Signal,
    TalkMeans,
)
from conversation.insights.question import By
from conversation.insights.rows import Fate
from conversation.insights.tally import Tally, add, key_of
from conversation.quantile import quantile

MOST_GROUPS = 50
MOST_SIGNALS = 10
_DIGITS = 9
"""Of a mean: in which order its numbers were added is not seen in these."""
MOST_OBLIGATIONS = 20
MOST_OUTCOMES = 20
PARTIES = ("agent", "customer")


def insights_of(by: By, calls: Mapping[str, Any], cards: Mapping[str, Any]) -> Insights:
    """The answer to a question.

    Args:
        by: What the groups are.
        calls: The tally of all calls, of `stores.insights.calls`.
        cards: The tally of the groups, of `stores.insights.groups`.
    """
    groups = groups_of(cards)
    if by is By.WEEK:
        groups.sort(key=lambda group: group.key or "")
    else:
        groups.sort(key=lambda group: (-group.shown, -group.calls, group.key or ""))
    kept = groups[-MOST_GROUPS:] if by is By.WEEK else groups[:MOST_GROUPS]
    return Insights(
        total=_total(calls, cards),
        groups=kept,
        left_off=len(groups) - len(kept),
        held_back=_by_count(calls, "held_back"),
        withdrawn=_by_count(calls, "withdrawn"),
        signals=_signals(calls),
        talk=_talk(calls),
        obligations=_obligations(calls),
        outcomes=_by_count(calls, "outcomes", MOST_OUTCOMES),
        end_reasons=_by_count(calls, "end_reasons"),
        follow_through=_follow_through(calls),
        summaries=calls.get("summaries", 0),
        audio_cost=calls.get("audio_cost"),
        uncounted=calls.get("started", 0) - calls.get("known", 0),
    )


def groups_of(cards: Mapping[str, Any]) -> list[Group]:
    """The groups of a tally, in no order; what has a cost alone is none."""
    return [
        _group(key_of(name), told, told.get("calls", 0))
        for name, told in cards.items()
        if told.keys() - {"cost"}
    ]


def _group(key: str | None, told: Mapping[str, Any], calls: int) -> Group:
    waits: Sequence[int] = sorted(told.get("waits", ()))
    follows, ratings = told.get("follows", {}), told.get("ratings", {})
    return Group(
        key,
        calls,
        shown=told.get(Fate.SHOWN, 0),
        held_back=told.get(Fate.HELD_BACK, 0),
        withdrawn=told.get(Fate.WITHDRAWN, 0),
        ratings={one.value: ratings.get(one, 0) for one in Rating},
        follows={one.value: follows.get(one, 0) for one in JUDGED},
        p50_ms=quantile(waits, 0.5) if waits else None,
        p95_ms=quantile(waits, 0.95) if waits else None,
        cost=told.get("cost"),
    )


def _total(calls: Mapping[str, Any], cards: Mapping[str, Any]) -> Group:
    """The group of all calls: what the others add up to, so that cards are read once."""
    total: Tally = {}
    for told in cards.values():
        add(total, told)
    total.pop("cost", None)  # of a rule nothing is known, of all of them it is
    if "cost" in calls:
        total["cost"] = calls["cost"]
    return _group(None, total, calls.get("calls", 0))


def _by_count(calls: Mapping[str, Any], name: str, most: int | None = None) -> dict[str, int]:
    found: dict[str, int] = calls.get(name, {})
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most])


def _signals(calls: Mapping[str, Any]) -> list[Signal]:
    found = [
        Signal(
            name,
            told.get("cards", 0),
            told.get("calls", 0),
            told.get("judged", 0),
            told.get("followed", 0),
            told.get("outcomes", {}),
        )
        for name, told in calls.get("signals", {}).items()
    ]
    return sorted(found, key=lambda one: (-one.cards, one.name))[:MOST_SIGNALS]


def _usual(titles: Mapping[str, int]) -> str:
    """The title in most calls: each language and version of a playbook has its own."""
    return max(sorted(titles), key=lambda title: titles[title], default="")


def _obligations(calls: Mapping[str, Any]) -> list[ObligationStates]:
    found = [
        ObligationStates(key, _usual(told.get("titles", {})) or key, told["states"])
        for key, told in calls.get("obligations", {}).items()
    ]

    def place(one: ObligationStates) -> tuple[int, str]:
        return -sum(one.states.get(state, 0) for state in ("missed", "violated")), one.title

    return sorted(found, key=place)[:MOST_OBLIGATIONS]


def _follow_through(calls: Mapping[str, Any]) -> list[FollowThrough]:
    found = [
        FollowThrough(name, told["followed"], told["not_followed"])
        for name, told in calls.get("follow_through", {}).items()
    ]
    found.sort(key=lambda one: (-one.followed - one.not_followed, one.outcome))
    return found[:MOST_OUTCOMES]


def _talk(calls: Mapping[str, Any]) -> TalkMeans:
    means: dict[str, float] = {
        name: round(told["sum"] / told["n"], _DIGITS)
        for name, told in calls.get("talk", {}).items()
    }

    def of(figure: str) -> dict[str, float | None]:
        return {who: means.get(f"{who}_{figure}") for who in PARTIES}

    return TalkMeans(
        calls.get("talk", {}).get("talk_share", {}).get("n", 0),
        means.get("talk_share"),
        of("pace"),
        of("longest_ms"),
        of("interruptions"),
        means.get("duration_ms"),
    )
