"""Cards for the arbiter, and an arbiter's decisions in short."""

from typing import Any

from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.arbiter import Arbiter
from conversation.coaching.attention import Verbosity
from conversation.coaching.card import Card, Decision, Hold, Replace, Show, Suppress

LOW, MEDIUM, HIGH, CRITICAL = Priority


def card(about: str, priority: Priority = HIGH, **fields: Any) -> Card:
    """A card of the playbook on a thought of its own, spoken just now unless said otherwise."""
    known = {"signals": (about,), "headline": f"Answer {about}", "spoken_at": 0.0} | fields
    return Card(about, known.pop("lane", LaneName.INSTANT), priority, **known)


def models(about: str, priority: Priority = HIGH, **fields: Any) -> Card:
    """A model's card."""
    fields = {"headline": f"Better {about}"} | fields
    return card(about, priority, lane=LaneName.LLM, **fields)


def told(decision: Decision) -> str:
    """A decision in short: `show`, `replace price`, `hold 4 too_soon`, `suppress budget`."""
    match decision:
        case Show():
            return "show"
        case Replace():
            return f"replace {decision.replaced.about}"
        case Hold():
            return f"hold {decision.until:g} {decision.reason}"
        case Suppress():
            return f"suppress {decision.reason}"


class Desk:
    """An agent's desk: each card is whole at once, and spoken when it is offered."""

    def __init__(self, verbosity: Verbosity = Verbosity.NORMAL):
        self.arbiter = Arbiter(verbosity)

    def offer(self, now: float, about: str, priority: Priority = HIGH, **fields: Any) -> str:
        offered = card(about, priority, **({"spoken_at": now} | fields))
        return self.take(self.arbiter.offer(offered, now), now)

    def tick(self, now: float) -> list[str]:
        return [self.take(decision, now) for decision in self.arbiter.tick(now)]

    def take(self, decision: Decision, now: float) -> str:
        if isinstance(decision, Show | Replace):
            self.arbiter.whole(decision.card, now)
        return told(decision)
