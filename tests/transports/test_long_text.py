"""Long text is redacted beside the loop, short text on it."""

import threading

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
