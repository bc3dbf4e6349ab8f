"""Insight queries of a review: the versions of one prompt or rule, and its judged cards."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, or_, select

from conversation.insights.answer import Group
from conversation.insights.question import By, Question
from conversation.insights.review.review import ReviewEvidence, Subject, name_of, version_of
from conversation.insights.review.verdict import Judged
from conversation.insights.rows import Fate
from conversation.insights.totals import groups_of
from stores.insights.groups import count_groups
from stores.insights.scope import Scope, period
from stores.tables.insight_schema import insight_cards
from stores.tables.schema import calls

_MOST_CARDS = 500
"""The newest judged cards among which examples are looked for."""
_BY = {Subject.PROMPT: By.PROMPT, Subject.RULE: By.RULE}
_COLUMN = {Subject.PROMPT: insight_cards.c.prompt, Subject.RULE: insight_cards.c.rule}


def read_evidence(connection: Connection, name: str, asked: Question) -> ReviewEvidence:
    """The evidence on a name: a prompt's, one of its ids, or a rule's.

    Args:
        connection: To the database.
        name: What is reviewed; a prompt goes before a rule of the same name.
        asked: Of which calls.
    """
    names: dict[Subject, list[str]] = {}
    for subject, by in _BY.items():
        question = replace(asked, by=by)
        scope = Scope(connection, question)
        count_groups(scope, by)
        groups = [one for one in groups_of(scope.tally("")) if one.key and one.shown]
        found = [one for one in groups if name in _names(subject, one.key or "")]
        if found:
            found.sort(key=_newest_first)
            keys = [one.key or "" for one in found]
            return ReviewEvidence(subject, found, _judged(connection, subject, keys, asked))
        names[subject] = sorted({_names(subject, one.key or "")[0] for one in groups})
    return ReviewEvidence(Subject.PROMPT, (), (), names)


def _names(subject: Subject, key: str) -> tuple[str, ...]:
    return (name_of(key), key) if subject is Subject.PROMPT else (key,)


def _newest_first(group: Group) -> Any:
    return -version_of(group.key or ""), group.key or ""


def _judged(
    connection: Connection, subject: Subject, keys: list[str], asked: Question
) -> list[Judged]:
    card, column = insight_cards.c, _COLUMN[subject]
    query = (
        select(card.call_id, card.card_id, column, card.rating, card.followed)
        .join(calls, calls.c.call_id == card.call_id)
        .where(card.fate == Fate.SHOWN, column.in_(keys), *period(asked))
        .where(or_(card.rating.is_not(None), card.followed.is_not(None)))
        .order_by(calls.c.started_at.desc(), card.call_id, card.card_id)
        .limit(_MOST_CARDS)
    )
    return [Judged(*row) for row in connection.execute(query)]
