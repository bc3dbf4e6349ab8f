"""Long text, redacted beside the event loop, so that the audio of all calls goes on meanwhile.

| words | to redact them | others' audio late by (p99) |
|---|---|---|
| 200 characters, a long turn | 0.3 to 3 ms | |
| 500, from here in a thread | 0.7 to 8 ms | 80 ms by thread, 200 ms on the loop |
| 10,000 | 30 to 150 ms | 260 ms by thread (`give_way`: 80 ms), 780 ms on the loop |

Of words that are redacted without a break beside 20 calls, on a machine that was busy. There is one
thread: two would only take Python's lock from the loop twice as often.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

LONG_TEXT = 500
_THREAD = ThreadPoolExecutor(1, "redaction")
_SWITCH_S = 0.0005


def give_way() -> None:
    """Have a thread that computes give way to the loop ten times sooner than Python would."""
    sys.setswitchinterval(_SWITCH_S)


async def redacted(redact: Callable[[str, str], str], text: str, speaker: str) -> str:
    """What `redact` makes of a party's words; long ones are taken one after the other."""
    if len(text) < LONG_TEXT:
        return redact(text, speaker)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, redact, text, speaker)
