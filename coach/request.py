"""Request for advice, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.coaching.advice import Advice, Lane
from conversation.coaching.usage import Usage
from conversation.speech.turns import Turn


@dataclass(frozen=True, slots=True)
class Request:
    """A request for advice: the turn to answer, and the turns around it.

    Attributes:
        turn: The customer's turn to answer.
        earlier: All turns before it, by their start; on a question, also those after it.
        question: What the agent asked, if this is no ordinary turn.
    """

    turn: Turn
    earlier: Sequence[Turn]
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """The origin of a suggestion, as its events name it.

    Attributes:
        lane: The playbook's rules, or a model.
        specialist: Who advises.
        model: The model that is asked, if one is.
        prompt: The id of the prompt, if there is one.
    """

    lane: Lane
    specialist: str
    model: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice of one request, finished.

    Attributes:
        advice: What the agent should do.
        rules: The playbook's rules behind it, the leading one first; None for a model's.
        usage: The tokens that a model took for it, where they are known.
    """

    advice: Advice
    rules: Sequence[str] | None = None
    usage: Usage | None = None

    @property
    def leading_rule(self) -> str | None:
        """The rule that leads, if one matched."""
        return self.rules[0] if self.rules else None


@dataclass(frozen=True, slots=True)
class Silent:
    """The silence of an advisor on one request: there is nothing to show, and no failure.

    Attributes:
        reason: The rule behind it, as `suggestion.suppressed` names it.
    """

    reason: str
