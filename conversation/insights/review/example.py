"""Example of a review: a card in its call: the customer's turn, the card, what the agent did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import transcript
from conversation.insights.review.verdict import Judged
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

EXAMPLE_TYPES = frozenset(
    {
        EventType.TURN_FINAL,
        EventType.SUGGESTION_FINAL,
        EventType.SUGGESTION_FOLLOWED,
        EventType.FEEDBACK_RECORDED,
    }
)
"""The types of the events that it reads."""
_TEXTS = ("customer", "headline", "direction", "agent", "comment")


@dataclass(frozen=True, slots=True)
class Example:
    """A card in its call.

    Attributes:
        card: The card and its verdict.
        customer: What the customer said, all of the thought that the card answers.
        headline: What the card says, and the same of the next two.
        questions: To ask, word for word.
        direction: Where it leads the call.
        agent: What the agent said: the words that show what they made of it, else their next ones.
        comment: What the agent wrote about it.
    """

    card: Judged
    customer: str
    headline: str
    questions: Sequence[str]
    direction: str
    agent: str
    comment: str

    def as_dict(self) -> dict[str, Any]:
        """The example as a model is told it: texts and the verdict, without any id."""
        texts = {name: getattr(self, name) for name in _TEXTS}
        verdict = {"rating": self.card.rating, "followed": self.card.followed}
        return texts | {"questions": list(self.questions)} | verdict


def redacted(example: Example, redactor: Redactor) -> Example:
    """The example with what must not leave replaced, before a model is told it."""
    texts = {name: redactor.redact(getattr(example, name)) for name in _TEXTS}
    questions = tuple(redactor.redact(one) for one in example.questions)
    return replace(example, questions=questions, **texts)


def example_of(card: Judged, events: Sequence[CallEvent]) -> Example | None:
    """The example that a card is, by the events of its call; None where they lack it."""
    own = [one for one in events if one.data.get("suggestion_id") == card.suggestion_id]
    final = next((e.data for e in own if e.type is EventType.SUGGESTION_FINAL), None)
    if final is None:
        return None
    rated = [e.data for e in own if e.type is EventType.FEEDBACK_RECORDED]
    comments = [data.get("comment") or "" for data in rated if data.get("source") is None]
    quotes = [e.data.get("quote") for e in own if e.type is EventType.SUGGESTION_FOLLOWED]
    turns = transcript(events)
    asked = next((one for one in turns if one.turn_id == final.get("turn_id")), None)
    return Example(
        card,
        _unit(turns, asked),
        final.get("headline", ""),
        tuple(final.get("questions") or ()),
        final.get("recommended_direction", ""),
        (quotes[-1] if quotes else "") or _answer(turns, asked),
        comments[-1] if comments else "",
    )


def _unit(turns: Sequence[Turn], asked: Turn | None) -> str:
    if asked is None:
        return ""
    return " ".join(one.text for one in turns if one.unit_id == asked.unit_id)


def _answer(turns: Sequence[Turn], asked: Turn | None) -> str:
    said = (
        one.text
        for one in turns
        if asked and one.speaker is Speaker.AGENT and one.start_ms >= asked.end_ms
    )
    return next(said, "")
