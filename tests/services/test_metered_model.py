"""Each request is booked: as its server tells, or by the length of its texts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from coach.current_call import spending_of
from coach.ports import ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from conversation.models.budget import Budget, Caps
from conversation.models.rates import Rates
from conversation.models.spending import CallSpending, Spent
from services.llm.chain.metered_model import MeteredModel
from services.llm.chain.spending_desk import SpendingDesk
from services.llm.price_table import rates_of
from settings import SettingsError, load
from settings.model_names import ModelName

RATES = Rates(1.0, 0.5, 2.0)
REQUEST = ModelRequest(
    [{"role": "user", "content": "x" * 350}], purpose="closing", prompt="closing@1/en"
)


class Model:
    """Says some pieces, then fails if it is to."""

    name = "m"

    def __init__(self, *pieces: Piece, error: ModelError | None = None) -> None:
        self._pieces = pieces
        self._error = error

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        for piece in self._pieces:
            yield piece
        if self._error:
            raise self._error


def metered(model: Model, rates: Rates | None = RATES) -> tuple[MeteredModel, list[Spent]]:
    desk, booked = SpendingDesk(Budget(Caps())), list[Spent]()
    desk.subscribe(booked.append)
    return MeteredModel(model, "openai:m", rates, desk), booked


async def test_an_answer_is_booked_as_its_server_tells():
    """With its cost, for who asked, and in the call in which it was asked."""
    model, booked = metered(Model("{}", Usage("m", 1000, 400, 100)))
    call = CallSpending()
    with spending_of(call):
        pieces = [piece async for piece in model.stream(REQUEST)]
    usage = Usage("m", 1000, 400, 100, cost=0.001)
    assert pieces == ["{}", usage]
    assert booked == [Spent("openai:m", "closing", "closing@1/en", usage)]
    assert call.total.requests == 1


async def test_a_guess_that_is_dropped_is_estimated():
    """Its input is paid for, and what was written of its output."""
    model, booked = metered(Model("y" * 35, "z" * 35))
    async with aclosing(model.stream(REQUEST)) as pieces:
        await anext(pieces)
    [spent] = booked
    assert spent.estimated
    assert (spent.usage.input, spent.usage.output) == (100, 10)
    assert spent.usage.cost == pytest.approx(0.00012)


async def test_a_server_that_refuses_takes_nothing():
    """One that breaks off does."""
    down = ModelError(ErrorCode.COACH_UNAVAILABLE, "It is down.")
    for pieces, count in (((), 0), (("y" * 35,), 1)):
        model, booked = metered(Model(*pieces, error=down))
        with pytest.raises(ModelError):
            _ = [piece async for piece in model.stream(REQUEST)]
        assert len(booked) == count


async def test_without_a_price_there_is_no_cost():
    """The tokens are counted all the same."""
    model, booked = metered(Model("{}", Usage("m", 10, 0, 1)), None)
    _ = [piece async for piece in model.stream(REQUEST)]
    assert booked[0].usage == Usage("m", 10, 0, 1)


OPENAI = "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("name", "address", "dollars"),
    [
        ("openai:gpt-4.1-mini", OPENAI, 0.00082),
        ("azure:gpt-4.1-mini", "https://one.openai.azure.com", 0.00082),
        ("anthropic:claude-haiku-4-5", "https://api.anthropic.com", 0.0021),
        ("mistral:mistral-small-latest", "https://api.mistral.ai/v1", 0.000285),
        ("ollama:llama3.1:8b", "http://ollama.lan:11434/v1", 0),
        ("compatible:anything", "http://127.0.0.1:8000/v1", 0),
        ("azure:my-deployment", "https://one.openai.azure.com", None),
        ("openai:my-own", OPENAI, 0.0031),
    ],
)
def test_the_price_of_a_model(name: str, address: str, dollars: float | None):
    """By the bundled table or one's own: 2,000 tokens, 1,000 of them cached, and 200 of answer."""
    provider, _, model = name.partition(":")
    own = load(coach_prices="openai:my-own=2/0.5/3").coach_prices or {}
    rates = rates_of(ModelName(provider, model), address, own)
    cost = rates and rates.cost(Usage("", 2000, 1000, 200))
    assert cost == (None if dollars is None else pytest.approx(dollars))


def test_a_vendor_behind_a_compatible_server_is_known_by_its_address():
    """As by OPENAI_BASE_URL."""
    for provider in ("openai", "compatible"):
        groq = rates_of(
            ModelName(provider, "llama-3.3-70b-versatile"), "https://api.groq.com/openai/v1", {}
        )
        assert groq
        assert groq.input > 0


@pytest.mark.parametrize("value", ["openai:a", "a=1/2", "openai:a=1", "openai:a=x/y"])
def test_prices_that_are_none_stop_the_start(value: str):
    """The setting, the value and what is right."""
    with pytest.raises(SettingsError, match=f"^COACH_PRICES={value}: "):
        load(coach_prices=value)
