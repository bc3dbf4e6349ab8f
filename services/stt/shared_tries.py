"""Recogniser tries: how often all parties of a process together ask one that is away.

Each try is a handshake, so that a hundred parties who are refused cost as much as many calls. Where
many wait, each waits longer; as soon as one of them is heard, all others ask.
"""

import asyncio
import random

_PATIENT_FAILURES = 5
"""In a row: until then each party asks at its own pace."""
_TRIES_A_SECOND = 8.0
_HANDSHAKES_A_SECOND = 60.0
"""At most, once one is heard again."""
_LONGEST_S = 25.0
"""What is said meanwhile is kept for a minute."""


class SharedTries:
    """The tries of one vendor, in this process."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting = set[asyncio.Event]()

    async def wait(self, least_s: float, failures: int, hurried: asyncio.Event) -> None:
        """Wait for a party's next try.

        Args:
            least_s: How long it would wait alone.
            failures: How many of its tries in a row have come to nothing.
            hurried: Ends the wait; set by `heard` too, and then cleared.
        """
        if failures < _PATIENT_FAILURES:
            await _either(least_s, hurried)
            return
        self._waiting.add(hurried)
        many = len(self._waiting)
        try:
            share_s = many / _TRIES_A_SECOND * random.uniform(0.5, 1.5)  # noqa: S311
            await _either(max(least_s, min(_LONGEST_S, share_s)), hurried)
        finally:
            is_woken = hurried not in self._waiting
            self._waiting.discard(hurried)
        if is_woken:
            hurried.clear()
            await _either(random.uniform(0, many / _HANDSHAKES_A_SECOND), hurried)  # noqa: S311

    def heard(self) -> None:
        """One party is heard: whoever waits need not."""
        waiting, self._waiting = self._waiting, set[asyncio.Event]()
        for hurried in waiting:
            hurried.set()


async def _either(wait_s: float, hurried: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(wait_s):
            await hurried.wait()
    except TimeoutError:
        pass
