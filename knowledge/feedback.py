"""Feedback: which questions found nothing, and which passages were of use, as SQL functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select, update

from conversation.coaching.plain_question import compared
from knowledge.asked_part import asked_question
from knowledge.document import Passage
from knowledge.ranking import weight
from knowledge.tables import gaps, passages, weights

MOST_GAPS = 1_000
_ID_LENGTH = 16
_LONGEST = 300
"""Characters of a question that are kept."""


class SourceFeedback(StrEnum):
    """An agent's word on a source."""

    USED = "used"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that found nothing likely.

    Attributes:
        question: A caller's words, as the call has redacted them; of several wordings that differ
            by their spelling and by "okay so" alone, the most frequent.
        asked: How often it was asked.
        last_asked_at: UTC.
    """

    question: str
    asked: int
    last_asked_at: datetime

    @property
    def id(self) -> str:
        """Of its words, which are not to stand in an address; the same for all its wordings."""
        return sha256(compared(self.question).encode()).hexdigest()[:_ID_LENGTH]


def keep_gap(connection: Connection, turn: str) -> None:
    """Count the question of a turn, for which nothing was found.

    The ones that were not asked for longest go.
    """
    text = " ".join(asked_question(turn).split())[:_LONGEST]
    if not text:
        return
    now = func.current_timestamp()
    known = update(gaps).where(gaps.c.question == text)
    changed = connection.execute(known.values(asked=gaps.c.asked + 1, last_asked_at=now))
    if changed.rowcount:
        return
    connection.execute(insert(gaps).values(question=text, asked=1, last_asked_at=now))
    newest = select(gaps.c.question).order_by(gaps.c.last_asked_at.desc(), gaps.c.question)
    kept = newest.limit(MOST_GAPS).scalar_subquery()
    connection.execute(delete(gaps).where(gaps.c.question.not_in(kept)))


def read_gaps(connection: Connection) -> list[Gap]:
    """The questions that found nothing, the most frequent first; one in several wordings is one."""
    order = (gaps.c.asked.desc(), gaps.c.last_asked_at.desc(), gaps.c.question)
    alike: dict[str, list[Gap]] = {}
    for row in connection.execute(select(gaps).order_by(*order)):
        one = Gap(row.question, row.asked, row.last_asked_at)
        alike.setdefault(one.id, []).append(one)
    whole = [
        Gap(
            them[0].question, sum(one.asked for one in them), max(one.last_asked_at for one in them)
        )
        for them in alike.values()
    ]
    return sorted(whole, key=lambda one: (one.asked, one.last_asked_at), reverse=True)


def drop_gap(connection: Connection, question: str) -> bool:
    """Forget a question in all its wordings, as its answer is written; whether it was there."""
    wanted = compared(question)
    known = [one for one in connection.scalars(select(gaps.c.question)) if compared(one) == wanted]
    return bool(connection.execute(delete(gaps).where(gaps.c.question.in_(known))).rowcount)


def keep_feedback(connection: Connection, passage_id: str, feedback: SourceFeedback) -> None:
    """Count what an agent said of a passage."""
    column = weights.c[feedback.value]
    known = update(weights).where(weights.c.passage_id == passage_id)
    changed = connection.execute(known.values({column: column + 1}))
    if not changed.rowcount:
        counts = {one.value: int(one is feedback) for one in SourceFeedback}
        connection.execute(insert(weights).values(passage_id=passage_id, **counts))


def read_weights(connection: Connection) -> dict[str, float]:
    """What feedback adds to passages' scores, by their ids."""
    return {
        row.passage_id: weight(row.used, row.wrong) for row in connection.execute(select(weights))
    }


def drop_weights(connection: Connection, document_id: str, kept: Sequence[Passage] = ()) -> None:
    """Forget what was said of a document's passages, but of those that are kept as they are."""
    texts = {one.id: one.text for one in kept}
    said = select(passages.c.id, passages.c.text).join(
        weights, weights.c.passage_id == passages.c.id
    )
    rows = connection.execute(said.where(passages.c.document_id == document_id)).all()
    gone = [row.id for row in rows if texts.get(row.id) != row.text]
    connection.execute(delete(weights).where(weights.c.passage_id.in_(gone)))
