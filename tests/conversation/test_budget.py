"""What models cost, and how much of it is left; no clock, no I/O."""

import pytest

from conversation.coaching.usage import Usage
from conversation.models.budget import AllowedModels, Budget, BudgetStanding, Caps
from conversation.models.rates import FREE, Rates, parse_rates
from conversation.models.spending import CallSpending, Spent

MINI = Rates(input=0.4, cached=0.1, output=1.6)
HAIKU = Rates(input=1.0, cached=0.1, output=5.0, written=1.25)


@pytest.mark.parametrize(
    ("rates", "usage", "dollars"),
    [
        (MINI, Usage("m", 2000, 0, 200), 0.00112),
        (MINI, Usage("m", 2000, 1000, 200), 0.00082),
        (HAIKU, Usage("m", 2000, 1000, 200), 0.0021),
        (HAIKU, Usage("m", 2000, 0, 200, written=1000), 0.00325),
        (FREE, Usage("m", 2000, 0, 200), 0),
        (MINI, Usage("m", 10, 20, 0), 0.000002),
    ],
)
def test_the_cost_of_an_answer(rates: Rates, usage: Usage, dollars: float):
    """Cached tokens at their own rate, written ones too; a server that counts wildly is no gain."""
    assert rates.cost(usage) == pytest.approx(dollars)


def test_rates_as_a_setting_writes_them():
    """Input and output, or the cached rate between them."""
    assert parse_rates("0.4/1.6") == Rates(0.4, 0.4, 1.6)
    assert parse_rates("0.4/0.1/1.6") == MINI


@pytest.mark.parametrize("text", ["", "1", "1/2/3/4", "a/b", "-1/2", "nan/1", "1/inf", "1e9/1"])
def test_rates_that_are_none(text: str):
    """Named with what is right."""
    with pytest.raises(ValueError, match="USD a million tokens"):
        parse_rates(text)


def spent(cost: float | None = 0.01, *, model: str = "openai:a", who: str = "sales") -> Spent:
    return Spent(model, who, "coach@3/en", Usage("a", 100, 40, 10, cost=cost))


def test_a_call_knows_what_it_took_and_for_whom():
    """By specialist, prompt and model; what has no price is counted apart."""
    call = CallSpending()
    for one in (spent(), spent(), spent(0.5, who="closing"), spent(None, model="azure:b")):
        call.add(one)
    told = call.as_data()
    assert (told["requests"], told["input"], told["cached"], told["output"]) == (4, 400, 160, 40)
    assert (told["cost"], told["unpriced"]) == (0.52, 1)
    assert [(part["specialist"], part["model"], part["requests"]) for part in told["by"]] == [
        ("sales", "openai:a", 2),
        ("closing", "openai:a", 1),
        ("sales", "azure:b", 1),
    ]


def test_a_call_that_comes_back_goes_on_with_what_it_took():
    """As its last event told it."""
    before, after = CallSpending(), CallSpending()
    before.add(spent())
    after.recall(before.as_data() | {"audio_s": 12})
    assert after.as_data() == before.as_data()
    after.add(spent())
    assert (after.total.requests, len(after.as_data()["by"])) == (2, 1)


@pytest.mark.parametrize(
    ("call", "day", "standing"),
    [
        (0.0, 0.0, BudgetStanding(AllowedModels.ALL)),
        (0.79, 7.9, BudgetStanding(AllowedModels.ALL)),
        (0.8, 0.0, BudgetStanding(AllowedModels.CHEAPER, "call", 1.0)),
        (0.0, 8.0, BudgetStanding(AllowedModels.CHEAPER, "day", 10.0)),
        (1.0, 8.0, BudgetStanding(AllowedModels.FREE, "call", 1.0)),
        (0.9, 10.0, BudgetStanding(AllowedModels.FREE, "day", 10.0)),
    ],
)
def test_the_tightest_cap_counts(call: float, day: float, standing: BudgetStanding):
    """Of the call's, the day's and the month's."""
    budget = Budget(Caps(call=1.0, day=10.0, month=100.0))
    budget.spend(day)
    assert budget.standing(call) == standing


def test_without_caps_nothing_is_spent_out():
    """However much it is."""
    budget = Budget(Caps())
    budget.spend(1e6)
    assert budget.standing(1e6) == BudgetStanding(AllowedModels.ALL)


def test_what_the_log_does_not_take_is_told_the_next_time():
    """And what others have spent counts, beside what it was not told of yet."""
    budget = Budget(Caps(day=10))
    budget.spend(1.0)
    taken = budget.take_untold()
    budget.spend(0.5)
    budget.untake(taken)
    assert budget.take_untold() == 1.5
    budget.spend(0.25)
    budget.learn(day=7.0, month=20.0)
    assert (budget.day, budget.month) == (7.25, 20.25)
