"""Obligations of a call at its end: how each stood last."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.coaching.obligation import ObligationState
from conversation.events.event import CallEvent, EventType

_UNMET = {ObligationState.MISSED.value, ObligationState.VIOLATED.value}


@dataclass(frozen=True, slots=True)
class Standing:
    """The last state of an obligation.

    Attributes:
        obligation_id: Its id in the playbook.
        title: What it asks of the agent.
        state: How it stood.
    """

    obligation_id: str
    title: str
    state: str

    @property
    def is_unmet(self) -> bool:
        """Whether it was missed or violated."""
        return self.state in _UNMET


def standings(events: Sequence[CallEvent]) -> tuple[Standing, ...]:
    """How each obligation stood last, in the order in which they came up."""
    found: dict[str, Standing] = {}
    for event in events:
        if event.type is EventType.OBLIGATION_UPDATED:
            known = str(event.data.get("obligation_id") or "")
            title, state = (str(event.data.get(name) or "") for name in ("title", "state"))
            found[known] = Standing(known, title or known, state)
    return tuple(found.values())
