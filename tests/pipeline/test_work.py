"""What must be done to its end, whatever cuts the task that waits for it."""

import asyncio

import pytest

from pipeline.work import uncut

pytestmark = pytest.mark.looptime


async def test_a_cancellation_waits_for_the_end():
    """However often it comes; then the task that waited is cancelled."""
    done: list[float] = []

    async def last() -> None:
        await asyncio.sleep(2)
        done.append(asyncio.get_running_loop().time())

    began = asyncio.get_running_loop().time()
    waiting = asyncio.create_task(uncut(last()))
    for _ in range(3):
        await asyncio.sleep(0.5)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert done == [pytest.approx(began + 2)]


async def test_what_fails_is_raised():
    """Cancelled or not."""

    async def fails() -> None:
        await asyncio.sleep(1)
        raise KeyError

    for is_cancelled in (False, True):
        waiting = asyncio.create_task(uncut(fails()))
        await asyncio.sleep(0.5)
        if is_cancelled:
            waiting.cancel()
        with pytest.raises(KeyError):
            await waiting
