"""Scope of a query of insights: the calls that it is about, and what its groups are."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func

from conversation.insights.question import By, Question
from stores.insight_schema import insight_calls, insight_cards
from stores.schema import calls

_OF_CARD = {
    By.PROMPT: insight_cards.c.prompt,
    By.RULE: insight_cards.c.rule,
    By.SPECIALIST: insight_cards.c.specialist,
    By.MODEL: insight_cards.c.model,
}
_OF_CALL = {
    By.AGENT: calls.c.agent_id,
    By.PLAYBOOK: insight_calls.c.playbook,
    By.WEEK: insight_calls.c.week,
    By.LANGUAGE: insight_calls.c.language,
}


def key_of(by: By) -> ColumnElement[Any]:
    """The column that the groups are told apart by."""
    return _OF_CARD[by] if by.is_of_card else _OF_CALL[by]


def period(asked: Question) -> list[ColumnElement[bool]]:
    """The conditions on `calls` that the question has."""
    started = calls.c.started_at
    wanted: list[ColumnElement[bool]] = []
    if asked.since is not None:
        wanted.append(started >= asked.since)
    if asked.until is not None:
        wanted.append(started < asked.until)
    if asked.agent_id is not None:
        wanted.append(calls.c.agent_id == asked.agent_id)
    return wanted


def within(query: Any, rows: FromClause, asked: Question, *, by: By | None = None) -> Any:
    """A query over `rows` of the calls that are asked about, joined with what it needs alone.

    Args:
        query: What it selects.
        rows: A table of the projection.
        asked: The question.
        by: What it is grouped by, if by a property of the call.
    """
    joined, wanted = rows, period(asked)
    if rows is not insight_calls and by in (By.PLAYBOOK, By.WEEK, By.LANGUAGE):
        joined = joined.join(insight_calls, insight_calls.c.call_id == rows.c.call_id)
    if wanted or by is By.AGENT:
        joined = joined.join(calls, calls.c.call_id == rows.c.call_id)
    query = query.select_from(joined)
    return query.where(and_(*wanted)) if wanted else query


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition."""
    return func.count().filter(condition)


def pairs(connection: Connection, query: Any) -> dict[Any, Any]:
    """The rows of a query of two columns, the second by the first."""
    rows: Any = connection.execute(query)
    return dict(iter(rows))
