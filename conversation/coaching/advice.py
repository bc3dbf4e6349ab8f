"""Advice: what a model or a playbook says, and the suggestion that carries it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Priority(StrEnum):
    """The urgency of a suggestion."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place among all, from 0; the more urgent, the higher."""
        return _RANK[self]


_RANK = {priority: place for place, priority in enumerate(Priority)}


class LaneName(StrEnum):
    """The origin of a suggestion: the playbook's rules, or a language model."""

    INSTANT = "instant"
    LLM = "llm"


class Withdrawal(StrEnum):
    """The reasons why a suggestion that was started is never final."""

    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    STALE = "stale"
    FAILED = "failed"
    REFUSED = "refused"


class Evidence(BaseModel):
    """The words of the call that a suggestion rests on."""

    model_config = ConfigDict(extra="forbid")

    turn_id: str = Field(description="The id of the turn quoted, as shown in the transcript.")
    quote: str = Field(description="A short verbatim quote from that turn.")


class Advice(BaseModel):
    """Advice to the agent: what to say or ask next; the field that they need first comes first."""

    model_config = ConfigDict(extra="forbid")

    headline: Annotated[
        str, Field(min_length=1, description="What to do now, at most 12 words, imperative.")
    ]
    questions: list[str] = Field(description="At most two questions to ask, word for word.")
    recommended_direction: str = Field(description="Where to lead the call next, one sentence.")
    signals_detected: list[str] = Field(
        description="Signals in the customer's words: price_objection, buying_signal, …"
    )
    priority: Priority = Field(description="How soon the agent should act on this.")
    confidence: Annotated[float, Field(ge=0, le=1, description="0 to 1.")]
    evidence: list[Evidence] = Field(description="The customer's own words this rests on.")

    def as_dict(self) -> dict[str, Any]:
        """The advice as JSON-able data."""
        return self.model_dump(mode="json")
