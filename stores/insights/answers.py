"""Insight queries: all that a question about many calls is answered with."""

from typing import Any

from sqlalchemy import Connection, func, select

from conversation.insights.answer import Insights, Talk
from conversation.insights.question import By, Question
from conversation.insights.rows import Fate
from stores.insight_schema import insight_calls, insight_cards
from stores.insights.aftermath import (
    MOST_OUTCOMES,
    read_follow_through,
    read_obligations,
    read_signals,
)
from stores.insights.groups import read_groups
from stores.insights.scope import counted, pairs, period, within
from stores.schema import calls

MOST_GROUPS = 50
_CALL, _CARD = insight_calls.c, insight_cards.c
_PARTIES = ("agent", "customer")


def read_insights(connection: Connection, asked: Question) -> Insights:
    """The answer to a question; `EventReader.insights` says more."""
    groups, total = read_groups(connection, asked)
    groups.sort(key=_place(asked.by))
    kept = groups[-MOST_GROUPS:] if asked.by is By.WEEK else groups[:MOST_GROUPS]
    facts = _facts(connection, asked)
    return Insights(
        total=total,
        groups=kept,
        left_off=len(groups) - len(kept),
        held_back=_reasons(connection, asked, Fate.HELD_BACK),
        withdrawn=_reasons(connection, asked, Fate.WITHDRAWN),
        signals=read_signals(connection, asked),
        talk=_talk(facts),
        obligations=read_obligations(connection, asked),
        outcomes=_counts(connection, asked, _CALL.outcome),
        end_reasons=_end_reasons(connection, asked),
        follow_through=read_follow_through(connection, asked),
        summaries=facts["summaries"],
        audio_cost=facts["audio_cost"],
        uncounted=_uncounted(connection, asked),
    )


def _place(by: By) -> Any:
    if by is By.WEEK:
        return lambda group: group.key or ""
    return lambda group: (-group.shown, -group.calls, group.key or "")


def _reasons(connection: Connection, asked: Question, fate: Fate) -> dict[str, int]:
    query = within(select(_CARD.reason, func.count()), insight_cards, asked)
    query = query.where(_CARD.fate == fate, _CARD.reason.is_not(None)).group_by(_CARD.reason)
    return pairs(connection, query.order_by(func.count().desc(), _CARD.reason))


def _counts(connection: Connection, asked: Question, column: Any) -> dict[str, int]:
    query = within(select(column, func.count()), insight_calls, asked)
    query = query.where(column.is_not(None)).group_by(column)
    return pairs(connection, query.order_by(func.count().desc(), column).limit(MOST_OUTCOMES))


def _end_reasons(connection: Connection, asked: Question) -> dict[str, int]:
    reason = calls.c.end_reason
    query = select(reason, func.count()).where(*period(asked), reason.is_not(None))
    return pairs(connection, query.group_by(reason).order_by(func.count().desc(), reason))


def _facts(connection: Connection, asked: Question) -> Any:
    query = select(
        func.count(_CALL.talk_share).label("calls"),
        func.avg(_CALL.talk_share).label("talk_share"),
        *(
            func.avg(_CALL[f"{who}_{figure}"]).label(f"{who}_{figure}")
            for who in _PARTIES
            for figure in ("pace", "longest_ms", "interruptions")
        ),
        func.avg(_CALL.duration_ms).label("duration_ms"),
        counted(_CALL.summaries.is_not(None)).label("summaries"),
        func.sum(_CALL.audio_cost).label("audio_cost"),
    )
    return connection.execute(within(query, insight_calls, asked)).one()._mapping


def _talk(facts: Any) -> Talk:
    def of(figure: str) -> dict[str, float | None]:
        found = {who: facts[f"{who}_{figure}"] for who in _PARTIES}
        return {who: None if mean is None else float(mean) for who, mean in found.items()}

    duration = facts["duration_ms"]
    return Talk(
        facts["calls"],
        facts["talk_share"],
        of("pace"),
        of("longest_ms"),
        of("interruptions"),
        None if duration is None else float(duration),
    )


def _uncounted(connection: Connection, asked: Question) -> int:
    everyone = select(func.count()).select_from(calls).where(*period(asked))
    # A row without its week was begun in the middle of the call, by a newer version.
    known = within(select(func.count()), insight_calls, asked).where(_CALL.week.is_not(None))
    return connection.execute(everyone).scalar_one() - connection.execute(known).scalar_one()
