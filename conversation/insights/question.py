"""Question that insights answer: of which calls, grouped by what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.call_scope import CallScope


class By(StrEnum):
    """The property of a card, or of its call, by which figures are grouped."""

    PROMPT = "prompt"
    RULE = "rule"
    SPECIALIST = "specialist"
    MODEL = "model"
    AGENT = "agent"
    PLAYBOOK = "playbook"
    WEEK = "week"
    LANGUAGE = "language"

    @property
    def is_of_card(self) -> bool:
        """Whether cards of one call may differ in it."""
        return self in (By.PROMPT, By.RULE, By.SPECIALIST, By.MODEL)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the insights.

    Attributes:
        by: What the groups are.
        since: Only calls that started at this time or later.
        until: Only calls that started before this time.
        agent_id: Only this agent's calls.
        scope: Only calls in it.
    """

    by: By
    since: datetime | None = None
    until: datetime | None = None
    agent_id: str | None = None
    scope: CallScope | None = None

    @property
    def is_of_some(self) -> bool:
        """Whether it is not about the calls of all agents."""
        return self.agent_id is not None or self.scope is not None
