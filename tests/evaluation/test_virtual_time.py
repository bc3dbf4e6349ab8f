"""An hour passes in no time on the virtual loop, in the order of its timers."""

import asyncio
import time

import pytest

from evaluation.replay.virtual_time import StalledError, run_in_virtual_time


def test_an_hour_passes_at_once() -> None:
    """The clock jumps, and says so."""

    async def wait() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    began = time.monotonic()
    assert run_in_virtual_time(wait()) == pytest.approx(3600)
    assert time.monotonic() - began < 5


def test_timers_come_in_their_order() -> None:
    """Whoever waits less is woken first; a timeout is a timer too."""
    story: list[str] = []

    async def after(seconds: float, word: str) -> None:
        await asyncio.sleep(seconds)
        story.append(word)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            for seconds, word in ((3, "c"), (1, "a"), (2, "b")):
                tasks.create_task(after(seconds, word))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await after(9, "never")

    run_in_virtual_time(main())
    assert story == ["a", "b", "c"]


def test_a_thread_is_waited_for_while_the_clock_stands() -> None:
    """What another thread does takes no time of the call."""

    async def main() -> float:
        await asyncio.to_thread(sum, range(1000))
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(main()) == 0


def test_a_loop_that_waits_for_nothing_says_so() -> None:
    """Instead of hanging for ever."""

    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(StalledError):
        run_in_virtual_time(main(), thread_s=0.01)


def test_an_error_comes_out() -> None:
    """As from any other loop, and the next loop begins at 0 again."""

    async def fail() -> None:
        await asyncio.sleep(5)
        raise ValueError

    async def now() -> float:
        return asyncio.get_running_loop().time()

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        run_in_virtual_time(fail())
    assert run_in_virtual_time(now()) == 0
