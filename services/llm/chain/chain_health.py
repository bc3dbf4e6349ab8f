"""Chain health: which models of the chain are asked, told to whoever waits for a change."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from coach.ports import ModelError
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.models.breaker import Breaker, BreakerState


class Watched(Protocol):
    """A model of the chain, as `GuardedModel`."""

    label: str
    breaker: Breaker
    error: ModelError | None


class ChainHealth:
    """The state of a chain of models.

    Attributes:
        changed: Is set when a breaker has opened or closed; whoever waits clears it.
    """

    def __init__(self) -> None:
        """Create the health of a chain that asks all its models."""
        self.changed = asyncio.Event()
        self._models: Sequence[Watched] = ()
        self._open: frozenset[str] = frozenset()

    def watch(self, models: Sequence[Watched]) -> None:
        """Watch these models, which tell when they may have changed."""
        self._models = models

    def look(self) -> None:
        """Look whether a breaker has opened or closed; a probe is no change."""
        now_open = frozenset(
            model.label for model in self._models if model.breaker.state is not BreakerState.CLOSED
        )
        if now_open != self._open:
            self._open = now_open
            self.changed.set()

    @property
    def breakers(self) -> dict[str, BreakerState]:
        """The state of each model's breaker, by its label."""
        return {model.label: model.breaker.state for model in self._models}

    @property
    def is_whole(self) -> bool:
        """Whether all models are asked."""
        return not self._open

    def status(self) -> Status:
        """The status that calls are told."""
        asked = [model for model in self._models if model.label not in self._open]
        first = self._models[0]
        if not self._open:
            detail = f"{first.label} answers again."
            code, state, model = StatusCode.COACH_RECOVERED, ComponentState.OK, first
        elif asked:
            why = " ".join(_why(model) for model in self._models if model.label in self._open)
            detail = f"{why} Advice comes from {asked[0].label}."
            code, state, model = StatusCode.COACH_FAILOVER, ComponentState.DEGRADED, asked[0]
        else:
            detail = f"{_why(first)} Advice comes from the playbook."
            code, state, model = StatusCode.COACH_BREAKER_OPEN, ComponentState.DEGRADED, first
        return Status(Component.COACH, state, code, detail, model=model.label)


def _why(model: Watched) -> str:
    failed = f": {model.error.message}" if model.error else "."
    return f"{model.label} is not asked for now{failed}"
