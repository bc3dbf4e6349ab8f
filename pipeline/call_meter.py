"""Call meter: tells a call what its models have cost so far, and how its budget stands."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from conversation.events.payloads import (
    Component,
    ComponentState,
    Payload,
    Status,
    UsageUpdated,
)
from conversation.events.status_codes import StatusCode
from conversation.models.budget import AllowedModels, BudgetStanding
from conversation.models.spending import CallSpending
from services.llm.chain.affordable import told
from services.llm.chain.failover import Failover

Publish: TypeAlias = Callable[[Payload], Awaitable[object]]

LOOK_S = 2.0
TELL_S = 30.0
_SAYS = {
    AllowedModels.ALL: (
        ComponentState.OK,
        StatusCode.COACH_BUDGET_AGAIN,
        "All models may be asked again.",
    ),
    AllowedModels.CHEAPER: (
        ComponentState.OK,
        StatusCode.COACH_BUDGET_SAVING,
        "Cheaper models advise.",
    ),
    AllowedModels.FREE: (
        ComponentState.DEGRADED,
        StatusCode.COACH_BUDGET_SPENT,
        "Only models that cost nothing are asked; without one, the playbook advises alone.",
    ),
}


@dataclass(frozen=True, slots=True)
class HeardAudio:
    """The audio that a call's recogniser hears.

    Attributes:
        heard_ms: How much it was, of both parties together.
        minute_price: USD a minute of it; None where that is not known.
    """

    heard_ms: Callable[[], int]
    minute_price: float | None = None

    def as_data(self) -> dict[str, Any]:
        """The fields of `usage.updated`."""
        heard_ms, price = self.heard_ms(), self.minute_price
        cost = None if price is None else round(heard_ms / 60_000 * price, 6)
        return {"audio_s": round(heard_ms / 1000), "audio_cost": cost}


class CallMeter:
    """The meter of one call.

    Attributes:
        spending: What the call has taken.
    """

    def __init__(
        self,
        models: Failover | None,
        publish: Publish,
        audio: HeardAudio,
        past: Mapping[str, Any] | None = None,
    ) -> None:
        """Create the meter of a call.

        Args:
            models: The chain of the process; None where there is none.
            publish: Takes the events.
            audio: What was heard.
            past: The data of the last `usage.updated` of an earlier stream of the call.
        """
        self.spending = CallSpending()
        if past:
            self.spending.recall(past)
        self._models = models
        self._publish = publish
        self._audio = audio
        self._told_requests = self.spending.total.requests
        self._told_audio: dict[str, Any] = {}
        self._standing = BudgetStanding(AllowedModels.ALL)

    async def run(self) -> None:
        """Tell what is new: of the budget soon, of what was taken now and then; without an end."""
        clock = asyncio.get_running_loop().time
        told_at = clock() - TELL_S
        while self._models:
            await asyncio.sleep(LOOK_S)
            await self._tell_standing(self._models)
            if clock() - told_at >= TELL_S and await self.tell():
                told_at = clock()

    async def tell(self) -> bool:
        """Tell what was taken, if that has changed; returns whether it has."""
        requests = self.spending.total.requests
        if requests == self._told_requests:
            return False
        self._told_requests = requests
        await self._publish_usage()
        return True

    async def tell_last(self) -> None:
        """Tell what the call took in all, if it has taken anything that costs."""
        costs = self.spending.total.requests or self._audio.minute_price is not None
        if await self.tell() or not costs or self._told_audio == self._audio.as_data():
            return
        await self._publish_usage()

    async def _publish_usage(self) -> None:
        self._told_audio = self._audio.as_data()
        await self._publish(UsageUpdated(**self.spending.as_data(), **self._told_audio))

    async def _tell_standing(self, models: Failover) -> None:
        standing = models.desk.budget.standing(self.spending.total.cost)
        if standing == self._standing:
            return
        self._standing = standing
        state, code, what = _SAYS[standing.level]
        detail = what if standing.level is AllowedModels.ALL else f"{told(standing)} {what}"
        await self._publish(Status(Component.COACH, state, code, detail))
