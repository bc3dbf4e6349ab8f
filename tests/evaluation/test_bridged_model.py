"""A real model is asked while the call stands still, and is as slow in the call as it was."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from coach.ports import ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from evaluation.models.bridged_model import BridgedModel
from evaluation.replay.virtual_time import run_in_virtual_time

USAGE = Usage("gpt-test", 100, 0, 20)


class Slow:
    """A model that takes 20 ms to begin, and fails if it is told to."""

    name = "gpt-test"

    def __init__(self, error: ModelError | None = None, *, hangs: bool = False):
        self._error = error
        self._hangs = hangs

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        await asyncio.sleep(0.02)
        yield "{}"
        if self._hangs:
            await asyncio.sleep(60)
        if self._error:
            raise self._error
        yield USAGE


async def read(model: BridgedModel) -> tuple[list[Piece], float]:
    """All that it says, and the call's time then."""
    pieces = [piece async for piece in model.stream(ModelRequest([]))]
    return pieces, asyncio.get_running_loop().time()


async def in_a_call(model: BridgedModel) -> tuple[list[Piece], float]:
    return await asyncio.to_thread(lambda: run_in_virtual_time(read(model)))


async def test_its_time_is_the_calls_time() -> None:
    """What it took really passes in the call, and what it cost is kept."""
    model = BridgedModel(Slow(), asyncio.get_running_loop())
    pieces, now_s = await in_a_call(model)
    assert pieces == ["{}", USAGE]
    assert 0.02 <= now_s < 2
    assert model.usages == [USAGE]
    assert model.name == "gpt-test"


async def test_its_failure_is_the_calls() -> None:
    """With its code, after what it had said."""
    error = ModelError(ErrorCode.COACH_RATE_LIMITED, "Too many.")
    with pytest.raises(ModelError) as raised:
        await in_a_call(BridgedModel(Slow(error), asyncio.get_running_loop()))
    assert raised.value is error


async def test_an_answer_without_end_is_cut() -> None:
    """What it took is not known then."""
    model = BridgedModel(Slow(hangs=True), asyncio.get_running_loop(), limit_s=0.1)
    with pytest.raises(ModelError, match=r"No whole answer in 0\.1 s"):
        await in_a_call(model)
    assert model.usages == []


async def test_what_it_took_counts_even_if_nobody_reads_to_the_end() -> None:
    """A coach that has what it needs stops reading, and pays nevertheless."""
    model = BridgedModel(Slow(), asyncio.get_running_loop())

    async def first() -> Piece:
        async with aclosing(model.stream(ModelRequest([]))) as pieces:
            return await anext(pieces)

    assert await asyncio.to_thread(lambda: run_in_virtual_time(first())) == "{}"
    assert model.usages == [USAGE]


def test_a_model_whose_loop_has_ended_is_not_waited_for() -> None:
    """The command was stopped: what is left of the call has no advice."""
    loop = asyncio.new_event_loop()
    loop.close()
    with pytest.raises(ModelError, match="about to end"):
        run_in_virtual_time(read(BridgedModel(Slow(), loop)))
