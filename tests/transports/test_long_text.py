"""Long text is redacted beside the loop, short text on it."""

import asyncio
import threading
import time
from itertools import pairwise

import pytest

from transports.long_text import LONG_TEXT, redacted


@pytest.mark.parametrize(
    ("length", "on_the_loop"), [(1, True), (LONG_TEXT - 1, True), (LONG_TEXT, False)]
)
async def test_long_words_leave_the_loop_to_the_others(length: int, on_the_loop: bool) -> None:
    """From some length on another thread does it; the answer is the same."""
    threads: list[threading.Thread] = []

    def redact(text: str, speaker: str) -> str:
        threads.append(threading.current_thread())
        return f"{speaker}: {len(text)}"

    assert await redacted(redact, "x" * length, "agent") == f"agent: {length}"
    assert (threads == [threading.main_thread()]) is on_the_loop


async def test_a_flood_of_long_words_gets_a_fifth_of_a_core() -> None:
    """The next text waits four times as long as the one before has taken."""
    worked: list[tuple[float, float]] = []

    def redact(text: str, _: str | None) -> str:
        began, end = time.monotonic(), time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        worked.append((began, time.monotonic()))
        return text

    await asyncio.gather(*[redacted(redact, "x" * LONG_TEXT) for _ in range(3)])
    for (_, ended), (began, _) in pairwise(worked):
        assert began - ended >= 4 * 0.02
