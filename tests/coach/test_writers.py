"""The tasks that write suggestions."""

import asyncio

import pytest
from loguru import logger

from coach.request import Request
from coach.suggestion import Suggestion
from coach.writers import Writers
from tests.coach.stage import AUTHOR, turn

pytestmark = pytest.mark.looptime


def suggestion() -> Suggestion:
    return Suggestion(Request(turn(1), []), AUTHOR, spoken_at=0.0)


async def test_a_writer_is_told_when_its_suggestion_may_be_shown() -> None:
    """It waits for that as long as it takes, and is gone when it has ended."""
    writers, made = Writers(), suggestion()
    writers.start(made, _until)
    await writers.join(within_s=60)
    assert writers.suggestions == [made]
    writers.expect(made)
    await writers.join()
    assert writers.suggestions == []


async def test_a_writer_that_is_stopped_may_tidy_up() -> None:
    """Stopping waits for nothing, a second time does no harm, and the end waits for all."""
    tidied: list[float] = []

    async def reluctant(_: asyncio.Event) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.2)
            tidied.append(asyncio.get_running_loop().time())

    writers, made = Writers(), suggestion()
    began = asyncio.get_running_loop().time()
    writers.start(made, reluctant)
    await asyncio.sleep(0)
    writers.stop(made)
    assert asyncio.get_running_loop().time() == began
    await asyncio.sleep(0.1)
    writers.stop(made)
    await writers.join()
    assert tidied == [pytest.approx(began + 0.2, abs=0.01)]


async def test_a_writer_does_not_stop_itself() -> None:
    """Who withdraws the suggestion that it writes goes on, to say what comes instead."""
    writers, made = Writers(), suggestion()
    went_on: list[bool] = []

    async def withdraws(_: asyncio.Event) -> None:
        writers.stop(made)
        await asyncio.sleep(1)
        went_on.append(True)

    writers.start(made, withdraws)
    await writers.join()
    assert went_on == [True]


async def test_a_writer_that_breaks_is_logged_without_a_word_of_the_call() -> None:
    """Its error ends it alone; the log has the error's type."""

    async def breaks(_: asyncio.Event) -> None:
        raise KeyError("what the customer said")

    lines: list[str] = []
    logger.add(lines.append, format="{message}")
    writers = Writers()
    writers.start(suggestion(), breaks)
    await writers.join()
    await asyncio.sleep(0)
    assert writers.suggestions == []
    assert [line.strip() for line in lines] == [
        "coach: a suggestion's events can't be told (KeyError)"
    ]


async def _until(shown: asyncio.Event) -> None:
    await shown.wait()
