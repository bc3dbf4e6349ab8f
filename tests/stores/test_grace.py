"""The grace period of an answer: the time of a loop that runs."""

import asyncio
import time

import pytest

from stores.grace import GracePeriod


@pytest.mark.looptime
async def test_it_ends_after_its_time() -> None:
    """Once."""
    ended: list[float] = []
    GracePeriod(0.5, lambda: ended.append(asyncio.get_running_loop().time()))
    await asyncio.sleep(0.49)
    assert ended == []
    await asyncio.sleep(10)
    assert ended == [pytest.approx(0.5)]


@pytest.mark.looptime
async def test_one_that_is_cancelled_does_not_end() -> None:
    """At whatever step."""
    ended: list[bool] = []
    for after_s in (0.05, 0.35):
        period = GracePeriod(0.5, lambda: ended.append(True))
        await asyncio.sleep(after_s)
        period.cancel()
    await asyncio.sleep(10)
    assert ended == []


async def test_a_loop_that_stood_still_is_not_held_against_the_answer() -> None:
    """The answer came meanwhile, and is read before the period ends."""
    ended: list[bool] = []
    period = GracePeriod(0.02, lambda: ended.append(True))
    time.sleep(0.03)  # noqa: ASYNC251 - so long the loop stands still
    for _ in range(20):
        await asyncio.sleep(0)
    period.cancel()
    assert ended == []
