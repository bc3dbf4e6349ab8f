"""A shadow's models: few requests at once, what is left of the budget, and one count."""

import asyncio
from collections.abc import AsyncGenerator
from typing import cast

import pytest

from coach.ports import ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from conversation.models.breaker import Breaker
from conversation.models.budget import AllowedModels, Budget, Caps
from conversation.models.spending import Spent
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.shadow_chain import AT_ONCE, ShadowChain, ShadowSpendingDesk
from services.llm.chain.spending_desk import SpendingDesk

ASKED = ModelRequest([{"role": "user", "content": "Hello."}])


class Held:
    """Answers when it is let."""

    name = "held"

    def __init__(self) -> None:
        self.free = asyncio.Event()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        await self.free.wait()
        yield '{"headline": "Ask"}'


def spent(cost: float) -> Spent:
    return Spent("p:m", "sales", "coach@7/en", Usage("m", 1, 0, 1, cost=cost))


def chain(model: Held, desk: SpendingDesk) -> ShadowChain:
    guarded = GuardedModel(model, "p:held", Breaker(), timeout_s=5, typical_cost=0.1)
    return ShadowChain([guarded], ChainHealth(), desk, first_field_s=1, timeout_s=5)


async def answer(models: ShadowChain) -> str:
    return "".join([piece async for piece in models.stream(ASKED) if isinstance(piece, str)])


async def test_one_request_too_many_is_dropped_and_waits_for_none() -> None:
    """When the others have come to an end, there is room again."""
    model = Held()
    models = chain(model, SpendingDesk(Budget(Caps())))
    running = [asyncio.create_task(answer(models)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(ModelError) as error:
        await answer(models)
    assert error.value.code is ErrorCode.COACH_RATE_LIMITED
    running.pop().cancel()
    model.free.set()
    assert set(await asyncio.gather(*running)) == {'{"headline": "Ask"}'}
    assert await answer(models) == '{"headline": "Ask"}'


async def test_a_shadow_stops_where_the_live_coach_begins_to_save() -> None:
    """What it takes counts to the same budget, and to whoever counts requests."""
    booked: list[Spent] = []
    live = SpendingDesk(Budget(Caps(day=1.0)))
    live.subscribe(booked.append)
    desk = ShadowSpendingDesk(live)
    desk.book(spent(0.5))
    assert (live.budget.day, len(booked)) == (0.5, 1)
    assert desk.standing().level is AllowedModels.ALL
    desk.book(spent(0.35))
    assert live.standing().level is AllowedModels.CHEAPER
    assert (desk.standing().level, desk.standing().cap) == (AllowedModels.FREE, "day")
    model = Held()
    model.free.set()
    with pytest.raises(ModelError) as error:
        await answer(chain(model, cast("SpendingDesk", desk)))
    assert error.value.code is ErrorCode.COACH_BUDGET_SPENT
