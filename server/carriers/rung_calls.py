"""Rung calls: those whose agent was rung already, so that a repeated webhook rings nobody.

Vonage asks the answer URL again where the first answer was late; the second one is the same.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

MOST = 1_000
"""Calls that are remembered; the first ones go."""


class RungCalls:
    """Those of this process."""

    def __init__(self) -> None:
        """Know of none."""
        self._rung: OrderedDict[str, asyncio.Task[bool]] = OrderedDict()

    async def ring(self, call_id: str, ring: Callable[[], Coroutine[Any, Any, bool]]) -> bool:
        """What `ring` says of a call; asked once, whoever asks for it, and gives up waiting."""
        task = self._rung.get(call_id)
        if task is None:
            task = asyncio.create_task(ring(), name=f"vonage: ring for {call_id}")
            self._rung[call_id] = task
            if len(self._rung) > MOST:
                self._rung.popitem(last=False)
        return await asyncio.shield(task)
