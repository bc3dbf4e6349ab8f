"""The board's timer, on virtual time."""

import asyncio

import pytest

from coach.timer import Timer
from pubsub.clock import now_s

pytestmark = pytest.mark.looptime


async def test_it_wakes_at_its_deadline_and_not_at_one_that_has_moved():
    """Each deadline wakes once."""
    woken: list[float] = []
    began = now_s()

    async def due() -> None:
        woken.append(round(now_s() - began, 3))

    timer = Timer(due)
    timer.set(began + 1)
    timer.set(began + 2)
    timer.set(began + 2)
    await asyncio.sleep(5)
    timer.set(began + 6)
    timer.set(None)
    await asyncio.sleep(5)
    assert woken == [2]


async def test_who_stops_it_waits_for_what_it_woke():
    """Nothing runs behind a call that is over."""
    done: list[str] = []

    async def due() -> None:
        await asyncio.sleep(1)
        done.append("done")

    timer = Timer(due)
    timer.set(now_s() + 1)
    await asyncio.sleep(1.5)
    await timer.stop()
    assert done == ["done"]
