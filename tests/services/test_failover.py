"""A chain of models: who is asked, for how long, and what is told of it; on virtual time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import pytest

from coach.ports import AnsweredBy, Effort, ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from conversation.models.breaker import PERIOD_S, THRESHOLD, Breaker, BreakerState
from conversation.models.budget import Budget, Caps
from services.llm.chain.cached_model import CachedModel
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.failover import Failover
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.spending_desk import SpendingDesk

pytestmark = pytest.mark.looptime
DEADLINE_S, TIMEOUT_S = 1.5, 8.0
NO_CAPS = Caps()
ANSWER = '{"worth_saying": true, "headline": "Ask."}'
DOWN = ModelError(ErrorCode.COACH_UNAVAILABLE, "It is down.", retryable=True)
LIMIT = ModelError(ErrorCode.COACH_RATE_LIMITED, "Too many.", retryable=True, retry_after=40)
NO_KEY = ModelError(ErrorCode.COACH_UNAUTHORIZED, "No key.")
DECLINED = ModelError(ErrorCode.COACH_REFUSED, "It declines.")


@dataclass
class Model:
    """A model that answers after a while, or fails.

    Attributes:
        name: Its name.
        after_s: Its first piece comes so late.
        error: What it fails with, after that time.
        text: What it writes.
        then_error: What it fails with after its text.
        typical_cost: What its answers cost.
        asked_at: When it was asked.
    """

    name: str
    after_s: float = 0.3
    error: ModelError | None = None
    text: str = ANSWER
    then_error: ModelError | None = None
    typical_cost: float | None = None
    asked_at: list[float] = field(default_factory=list)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.asked_at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.after_s)
        if self.error:
            raise self.error
        for at in range(0, len(self.text), 6):
            yield self.text[at : at + 6]
        if self.then_error:
            raise self.then_error
        yield Usage(self.name, 10, 0, 5)


def chain(
    *models: Model, caps: Caps = NO_CAPS, smart: int = 0, timeout_s: float = TIMEOUT_S
) -> Failover:
    health = ChainHealth()
    guarded = [
        GuardedModel(
            model,
            f"{model.name}:{model.name}",
            Breaker(),
            timeout_s=TIMEOUT_S,
            told=health.look,
            typical_cost=model.typical_cost,
        )
        for model in models
    ]
    health.watch(guarded)
    desk = SpendingDesk(Budget(caps))
    return Failover(
        guarded[smart:],
        health,
        desk,
        first_field_s=DEADLINE_S,
        timeout_s=timeout_s,
        smart=guarded,
    )


async def asked(models: Failover, request: ModelRequest | None = None) -> list[Piece]:
    return [piece async for piece in models.stream(request or ModelRequest([]))]


async def failure(models: Failover) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await asked(models)
    return caught.value


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_the_first_choice_answers():
    """The others are not asked; who answers is told before the answer."""
    first, second = Model("a"), Model("b")
    pieces = await asked(chain(first, second))
    assert pieces[0] == AnsweredBy("a")
    assert "".join(p for p in pieces if isinstance(p, str)) == ANSWER
    assert pieces[-1] == Usage("a", 10, 0, 5)
    assert second.asked_at == []


@pytest.mark.parametrize("error", [DOWN, LIMIT, NO_KEY, DECLINED], ids=lambda e: e.code)
async def test_a_failure_hands_the_turn_on_at_once(error: ModelError):
    """The second is asked the moment the first has failed, and the first is not tried again."""
    first, second = Model("a", 0.2, error), Model("b")
    assert (await asked(chain(first, second)))[0] == AnsweredBy("b")
    assert second.asked_at == [pytest.approx(0.2)]
    assert len(first.asked_at) == 1


async def test_a_model_that_is_silent_has_until_its_deadline():
    """In mid-turn the second takes over, and nothing of the first is heard any more."""
    first, second = Model("a", 100), Model("b", 0.3)
    pieces = await asked(chain(first, second))
    assert pieces[0] == AnsweredBy("b")
    assert now() == pytest.approx(DEADLINE_S + 0.3)


async def test_a_field_is_what_counts_not_a_word():
    """A model that thinks aloud for ever has not begun; one that has begun is not disturbed."""
    thinking = "<think>" + "Hm. " * 50

    class Thinker(Model):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
            while True:
                await asyncio.sleep(0.1)
                yield thinking

    class Slow(Model):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
            yield '{"worth_saying": true, '
            await asyncio.sleep(5)
            yield '"headline": "Ask."}'

    assert (await asked(chain(Thinker("a"), Model("b"))))[0] == AnsweredBy("b")
    assert (await asked(chain(Slow("a"), Model("b"))))[0] == AnsweredBy("a")


async def test_the_last_model_has_the_time_that_there_is():
    """A deadline that only leaves the agent without a card is none."""
    assert (await asked(chain(Model("a", 100), Model("b", 4))))[0] == AnsweredBy("b")
    assert (await asked(chain(Model("a", 6))))[0] == AnsweredBy("a")
    error = await failure(chain(Model("a", 100)))
    assert error.code == "coach_timeout"


async def test_a_card_that_would_come_too_late_is_not_asked_for():
    """After the last moment nobody else is asked."""
    models = [Model(name, 100) for name in "abcdefgh"]
    error = await failure(chain(*models))
    assert error.code == "coach_timeout"
    assert [bool(model.asked_at) for model in models] == [True] * 6 + [False] * 2


async def test_a_short_timeout_leaves_the_second_what_there_is():
    """Half a second is enough for a model that answers at once."""
    models = chain(Model("a", 100), Model("b", 0.2), timeout_s=2.0)
    assert (await asked(models))[0] == AnsweredBy("b")
    late = chain(Model("a", 100), Model("b", 100), timeout_s=2.0)
    began = now()
    assert (await failure(late)).code == "coach_timeout"
    assert now() - began == pytest.approx(1.8)


async def test_two_models_of_one_provider_stand_in_for_each_other():
    """One may hang while the other answers."""
    first, second = Model("a", 100), Model("b")
    models = chain(first, second)
    for guarded in models.models:
        guarded.label = f"one:{guarded.name}"
    assert (await asked(models))[0] == AnsweredBy("b")


async def test_nobody_takes_over_an_answer_that_has_begun():
    """The agent reads it: it breaks off as it did, and the second is not asked."""
    second = Model("b")
    error = await failure(chain(Model("a", then_error=DOWN), second))
    assert error is DOWN
    assert second.asked_at == []


async def test_a_model_that_is_alone_is_asked_a_second_time_where_that_may_help():
    """Once, after a moment, where its server hiccupped; not for a key, nor for a limit."""
    for error, times in ((DOWN, 2), (NO_KEY, 1), (LIMIT, 1)):
        model = Model("a", 0.1, error)
        assert (await failure(chain(model))) is error
        assert len(model.asked_at) == times
    late = Model("a", 2, DOWN)
    await failure(chain(late))
    assert len(late.asked_at) == 1


async def test_a_breaker_keeps_the_next_turns_from_the_broken_model():
    """After its failures the second is asked at once; the first gets one probe a period."""
    first, second = Model("a", 100), Model("b")
    models = chain(first, second)
    for _ in range(THRESHOLD):
        await asked(models)
    began = now()
    for _ in range(10):
        await asked(models)
    assert now() - began == pytest.approx(10 * 0.3)
    assert len(first.asked_at) == THRESHOLD
    await asyncio.sleep(PERIOD_S)
    await asyncio.gather(*(asked(models) for _ in range(20)))
    assert len(first.asked_at) == THRESHOLD + 1


async def test_a_model_that_nobody_stands_in_for_is_asked_though_a_setting_is_wrong():
    """Its server answers at once, so each turn tells what is wrong now, and when it is mended."""
    model = Model("a", error=NO_KEY)
    alone = chain(model)
    for _ in range(2 * THRESHOLD):
        assert (await failure(alone)).code is ErrorCode.COACH_UNAUTHORIZED
    model.error = None
    assert (await asked(alone))[0] == AnsweredBy("a")


async def test_the_first_choice_is_back_by_itself():
    """Its probe is answered, and the next turn is its own."""
    first, second = Model("a", 0.1, DOWN), Model("b")
    models = chain(first, second)
    for _ in range(THRESHOLD):
        await asked(models)
    first.error = None
    assert (await asked(models))[0] == AnsweredBy("b")
    await asyncio.sleep(PERIOD_S)
    assert [(await asked(models))[0] for _ in range(2)] == [AnsweredBy("a")] * 2
    assert models.health.breakers == {"a:a": BreakerState.CLOSED, "b:b": BreakerState.CLOSED}


async def test_guesses_that_are_dropped_open_no_breaker():
    """Neither before the first field nor after it; nor do refusals of a model that works."""
    silent, declining = Model("a", 100), Model("b", 0.1, DECLINED)
    for model in (silent, Model("c")):
        models = chain(model)
        for _ in range(2 * THRESHOLD):
            async with aclosing(models.stream(ModelRequest([]))) as pieces:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await anext(pieces)
                        await anext(pieces)
        assert models.health.is_whole
    models = chain(declining)
    for _ in range(2 * THRESHOLD):
        assert (await failure(models)) is DECLINED
    assert models.health.is_whole


async def test_an_answer_that_stalls_counts_against_its_model():
    """It had begun, and whoever read it gave it up after seconds of silence."""

    class Stalling(Model):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
            yield '{"worth_saying": true, '
            await asyncio.sleep(100)

    models = chain(Stalling("a"))
    for _ in range(THRESHOLD):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(4):
                await asked(models)
    assert not models.health.is_whole


async def test_without_anybody_left_the_failure_says_until_when():
    """No request is made, and the soonest probe is told."""
    model = Model("a", 0.1, LIMIT)
    models = chain(model)
    assert (await failure(models)) is LIMIT
    error = await failure(models)
    assert (error.code, error.retry_after) == ("coach_breaker_open", 40)
    assert "a:a is not asked for now: Too many." in error.message
    assert len(model.asked_at) == 1


async def test_what_is_told_of_the_chain():
    """Who is not asked and why, who advises instead, and that all is well again."""
    first, second = Model("a", 0.1, NO_KEY), Model("b", 0.1)
    models = chain(first, second)
    health = models.health
    for _ in range(THRESHOLD):
        assert not health.changed.is_set()
        await asked(models)
    assert health.changed.is_set()
    status = health.status()
    assert (status.code, status.state, status.model) == ("coach_failover", "degraded", "b:b")
    assert status.detail == "a:a is not asked for now: No key. Advice comes from b:b."
    second.error = DOWN
    for _ in range(THRESHOLD):
        await failure(models)
    status = health.status()
    assert (status.code, status.state, status.model) == ("coach_breaker_open", "degraded", "a:a")
    assert status.detail.endswith("Advice comes from the playbook.")
    first.error = second.error = None
    await asyncio.sleep(PERIOD_S)
    await asked(models)
    status = health.status()
    assert (status.code, status.state, status.model) == ("coach_failover", "degraded", "a:a")
    first.error = NO_KEY
    await asked(models)
    first.error = None
    await asked(models)
    assert (health.status().code, health.status().state) == ("coach_recovered", "ok")


PRICED = {"dear": 0.01, "cheap": 0.002, "free": 0.0, "unknown": None}


@pytest.mark.parametrize(
    ("spent", "answers"),
    [(0.79, "dear"), (0.8, "cheap"), (0.99, "cheap"), (1.0, "free"), (5, "free")],
)
async def test_a_budget_that_is_nearly_spent_goes_to_cheaper_models(spent: float, answers: str):
    """And one that is spent to those that cost nothing; of an unknown price is not cheaper."""
    names = ("dear", "unknown", "cheap", "free")
    models = chain(*(Model(n, typical_cost=PRICED[n]) for n in names), caps=Caps(day=1.0))
    models.desk.budget.spend(spent)
    assert (await asked(models))[0] == AnsweredBy(answers)


async def test_a_budget_that_is_spent_leaves_the_playbook():
    """No request is made; near the end of it, a chain of one price goes on as it is."""
    model = Model("dear", typical_cost=0.01)
    models = chain(model, caps=Caps(call=1.0, day=0.5, month=40))
    models.desk.budget.spend(0.45)
    assert (await asked(models))[0] == AnsweredBy("dear")
    models.desk.budget.spend(0.05)
    error = await failure(models)
    assert (error.code, len(model.asked_at)) == ("coach_budget_spent", 1)
    assert error.message == "The budget of a day (0.5 USD) is spent."


async def test_what_deserves_more_thought_goes_to_the_smart_models():
    """They have twice as long, and the others stand behind them."""
    smart, fast = Model("smart", 2.5), Model("fast")
    models = chain(smart, fast, smart=1)
    request = ModelRequest([], effort=Effort.SMART)
    assert (await asked(models))[0] == AnsweredBy("fast")
    assert (await asked(models, request))[0] == AnsweredBy("smart")
    smart.after_s = 100
    began = now()
    assert (await asked(models, request))[0] == AnsweredBy("fast")
    assert now() - began == pytest.approx(2 * DEADLINE_S + 0.3)


async def test_the_very_same_request_may_be_answered_once():
    """For a while, of the same model, where that is wanted; broken answers are not kept."""
    model = Model("a")
    cached = CachedModel(model, 60)

    async def ask(text: str) -> tuple[str, Usage | None]:
        request = ModelRequest([{"role": "user", "content": text}])
        pieces = [piece async for piece in cached.stream(request)]
        usages = [piece for piece in pieces if isinstance(piece, Usage)]
        return "".join(p for p in pieces if isinstance(p, str)), next(iter(usages), None)

    assert await ask("one") == (ANSWER, Usage("a", 10, 0, 5))
    assert await ask("one") == (ANSWER, Usage("a", 0, 0, 0, cost=0.0))
    assert (await ask("two"))[0] == ANSWER
    assert len(model.asked_at) == 2
    await asyncio.sleep(61)
    await ask("one")
    assert len(model.asked_at) == 3
    model.then_error = DOWN
    for _ in range(2):
        with pytest.raises(ModelError):
            await ask("three")
    assert len(model.asked_at) == 5
    model.then_error = None
    for number in range(300):
        await ask(str(number))
    await ask("0")
    assert len(model.asked_at) == 5 + 301


async def test_guesses_at_each_word_are_no_probe_each():
    """A probe that is dropped is followed by the next after a moment, however often one asks."""
    model, second = Model("a", 100), Model("b")
    models = chain(model, second)
    for _ in range(THRESHOLD):
        await asked(models)
    await asyncio.sleep(PERIOD_S)
    for _ in range(40):
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                await asked(models)
    assert len(model.asked_at) == THRESHOLD + 2  # in four seconds
