"""Obligations of a call at its end: how each stood last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.coaching.obligation import ObligationState
from conversation.events.event import CallEvent, EventType

_UNMET = {ObligationState.MISSED.value, ObligationState.VIOLATED.value}


@dataclass(frozen=True, slots=True)
class ObligationResult:
    """The last state of an obligation.

    Attributes:
        obligation_id: Its id in the playbook.
        title: What it asks of the agent.
        state: How it stood.
        turn_ids: The turns that show it, each once.
    """

    obligation_id: str
    title: str
    state: str
    turn_ids: tuple[str, ...] = ()

    @property
    def is_unmet(self) -> bool:
        """Whether it was missed or violated."""
        return self.state in _UNMET


def standings(events: Sequence[CallEvent]) -> tuple[ObligationResult, ...]:
    """How each obligation stood last, in the order in which they came up."""
    found: dict[str, ObligationResult] = {}
    for event in events:
        if event.type is EventType.OBLIGATION_UPDATED:
            known = str(event.data.get("obligation_id") or "")
            title, state = (str(event.data.get(name) or "") for name in ("title", "state"))
            found[known] = ObligationResult(known, title or known, state, _turns(event.data))
    return tuple(found.values())


def _turns(data: Mapping[str, Any]) -> tuple[str, ...]:
    evidence: Sequence[Mapping[str, Any]] = data.get("evidence") or ()
    return tuple(dict.fromkeys(item["turn_id"] for item in evidence if item.get("turn_id")))
