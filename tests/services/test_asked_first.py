"""Models that a request asks for by their names: they go before the chain, which takes over."""

import pytest

from coach.ports import AnsweredBy, Effort, ModelError, ModelRequest
from conversation.errors import ErrorCode
from conversation.models.breaker import Breaker
from conversation.models.budget import Budget, Caps
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.failover import Failover
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.spending_desk import SpendingDesk
from tests.services.test_failover import Model

pytestmark = pytest.mark.looptime
DOWN = ModelError(ErrorCode.COACH_UNAVAILABLE, "It is down.")


def chain(own: Model) -> Failover:
    health = ChainHealth()

    def guarded(model: Model, provider: str = "x") -> GuardedModel:
        label, told = f"{provider}:{model.name}", health.look
        return GuardedModel(model, label, Breaker(), timeout_s=8.0, told=told, typical_cost=0)

    return Failover(
        [guarded(Model("main"))],
        health,
        SpendingDesk(Budget(Caps())),
        first_field_s=1.5,
        timeout_s=8.0,
        smart=[guarded(Model("deep"))],
        named={"y:own": guarded(own, "y")},
    )


@pytest.mark.parametrize(
    ("request_", "error", "answers"),
    [
        (ModelRequest([]), None, "main"),
        (ModelRequest([], effort=Effort.SMART), None, "deep"),
        (ModelRequest([], model="y:own"), None, "own"),
        (ModelRequest([], model="y:own"), DOWN, "main"),
        (ModelRequest([], model="y:own", effort=Effort.SMART), DOWN, "deep"),
        (ModelRequest([], model="y:gone"), None, "main"),
    ],
)
async def test_a_model_that_is_named_goes_first(
    request_: ModelRequest, error: ModelError | None, answers: str
):
    """Where there is such a one; when it fails, the chain of the request takes over."""
    pieces = [piece async for piece in chain(Model("own", error=error)).stream(request_)]
    assert [piece for piece in pieces if isinstance(piece, AnsweredBy)][-1] == AnsweredBy(answers)
