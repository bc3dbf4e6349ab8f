"""Searches of all calls of a process: of what the company knows, and of the web, within bounds."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from coach.ports import Knowledge
from conversation.coaching.source import Source

AT_ONCE = 4
"""Searches of what the company knows; others wait."""
MOST_PASSAGES = 4
OUTSIDE_S = 3.0
"""How long the web has to answer the agent's own question, s."""


class Searches:
    """The searches of all calls of a process, so many at a time."""

    def __init__(self, clean: Callable[[Source], Source | None]) -> None:
        """Create the pool.

        Args:
            clean: Leaves out of a passage what must not be shown; None: nothing is left.
        """
        self._clean = clean
        self._free = asyncio.Semaphore(AT_ONCE)

    @property
    def is_busy(self) -> bool:
        """Whether one more would have to wait."""
        return self._free.locked()

    async def run(self, knowledge: Knowledge, text: str) -> Sequence[Source]:
        """What is found for a text, clean."""
        async with self._free:
            found = await knowledge.search(text, MOST_PASSAGES)
        return self._cleaned(found)

    async def outside(self, knowledge: Knowledge, question: str) -> Sequence[Source]:
        """What the web says to the agent's own question; nothing, where that takes too long."""
        try:
            async with asyncio.timeout(OUTSIDE_S):
                found = await knowledge.search_web(question, MOST_PASSAGES)
        except TimeoutError:
            return ()
        return self._cleaned(found)

    def _cleaned(self, found: Iterable[Source]) -> Sequence[Source]:
        return [clean for source in found if (clean := self._clean(source))]
