"""Offer: a suggestion that asks for its place on the screen, with the facts that decide on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coach.request import Advised
from coach.suggestion import Suggestion
from conversation.coaching.advice import Priority
from conversation.coaching.card import Card, Decision, Reason
from conversation.coaching.rules import NO_LIMITS
from conversation.events.payloads import SuggestionSuppressed
from conversation.tracing import Attributes


@dataclass(slots=True, eq=False)
class Offer:
    """An offer of a suggestion to the agent.

    Attributes:
        suggestion: What is offered.
        fields: The fields of its advice that are known.
        advised: All of it, once it is whole.
        early: The playbook's advice on words that go on.
        card: What the arbiter knows it by.
    """

    suggestion: Suggestion
    fields: Mapping[str, Any]
    advised: Advised | None = None
    early: Advised | None = None
    card: Card = field(init=False)

    def __post_init__(self) -> None:
        """Make the card of what is known now."""
        request, author = self.suggestion.request, self.suggestion.author
        known = self.advised or self.early
        self.card = Card(
            about=request.turn.unit_id,
            lane=author.lane,
            priority=Priority(self.fields["priority"]),
            headline=self.fields["headline"],
            signals=tuple(self.fields.get("signals_detected", ())),
            questions=tuple(self.fields.get("questions", ())),
            spoken_at=self.suggestion.spoken_at,
            on_question=request.question is not None,
            rule=known and known.leading_rule,
            limits=known.limits if known else NO_LIMITS,
        )

    @classmethod
    def whole(cls, suggestion: Suggestion, advised: Advised) -> "Offer":
        """The offer of a suggestion that takes no more time to write."""
        return cls(suggestion, advised.advice.as_dict(), advised)

    @classmethod
    def on_words(cls, suggestion: Suggestion, advised: Advised) -> "Offer":
        """The offer of the playbook's card on words that go on."""
        return cls(suggestion, advised.advice.as_dict(), early=advised)

    @staticmethod
    def is_enough(fields: Mapping[str, Any]) -> bool:
        """Whether these fields are enough to decide on."""
        return "headline" in fields and "priority" in fields

    def decided(self, decision: Decision) -> Attributes:
        """What a trace tells of the arbiter's decision on it."""
        author = self.suggestion.author
        return {
            "callshadow.decision": type(decision).__name__.lower(),
            "callshadow.reason": decision.reason.value,
            "callshadow.lane": author.lane.value,
            "callshadow.specialist": author.specialist,
            "callshadow.priority": self.card.priority.value,
        }

    def suppressed(self, reason: Reason) -> SuggestionSuppressed:
        """The event of its being held back for good."""
        return SuggestionSuppressed(
            turn_id=self.suggestion.request.turn.turn_id,
            reason=reason,
            specialist=self.suggestion.author.specialist,
            rule=self.card.rule,
            headline=self.card.headline,
        )
