"""Long text, redacted beside the event loop, so that the audio of all calls goes on meanwhile.

| words | to redact them | others' audio late by (p99) |
|---|---|---|
| 200 characters, a long turn | 0.3 to 3 ms | |
| 500, from here in a thread | 0.7 to 8 ms | 80 ms by thread, 200 ms on the loop |
| 10,000 | 30 to 150 ms | 260 ms by thread (`give_way`: 80 ms), 780 ms on the loop |

Of words that are redacted without a break beside 20 calls, on a machine that was busy. There is one
thread, and it rests four times as long as it has worked: a flood of texts gets a fifth of a core,
and waits in line.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

LONG_TEXT = 500
_THREAD = ThreadPoolExecutor(1, "redaction")
_SWITCH_S = 0.0005
_REST = 4


def give_way() -> None:
    """Have a thread that computes give way to the loop ten times sooner than Python would."""
    sys.setswitchinterval(_SWITCH_S)


async def redacted(redact: Callable[..., str], text: str, speaker: str | None = None) -> str:
    """What `redact` makes of a party's words, or of nobody's; long ones one after the other."""
    if len(text) < LONG_TEXT:
        return redact(text, speaker)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREAD, _LINE.take, redact, text, speaker)


class _Line:
    """The line before the thread: each waits for the rest after the one before."""

    def __init__(self) -> None:
        self._rested_at = 0.0

    def take(self, redact: Callable[..., str], text: str, speaker: str | None) -> str:
        time.sleep(max(0.0, self._rested_at - time.monotonic()))
        began = time.thread_time()
        try:
            return redact(text, speaker)
        finally:
            self._rested_at = time.monotonic() + _REST * (time.thread_time() - began)


_LINE = _Line()
