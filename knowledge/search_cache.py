"""Knowledge that searches found of late, kept as long as nothing that can be found has changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import NamedTuple

import orjson

from conversation.coaching.source import Source
from knowledge.cache_figures import CacheFigures
from knowledge.document import Audience
from knowledge.ports import SharedCache

KEPT_S = 60.0
MOST_KEPT = 512
"""Searches of a call find four passages of 900 characters: 2 MB."""


class SearchKey(NamedTuple):
    """A search: the same words, for the same calls, of as many passages."""

    text: str
    audience: Audience
    limit: int

    @classmethod
    def of(cls, text: str, audience: Audience, limit: int) -> "SearchKey":
        """The search for a text; case, spaces and signs at the end make no other one of it."""
        return cls(" ".join(text.casefold().split()).rstrip(" .,;:!?…"), audience, limit)

    def key(self, generation: str) -> str:
        """Its name among processes, which tells none of the words."""
        asks = self.audience.playbooks, self.audience.keys
        return sha256(orjson.dumps([generation, self.text, asks, self.limit])).hexdigest()


class SearchCache:
    """The searches of one library: in memory, and where there is one, in a cache of all processes.

    Attributes:
        figures: How often it had what was asked.
    """

    def __init__(self, shared: SharedCache | None = None) -> None:
        """Begin with what is `shared`."""
        self.figures = CacheFigures()
        self._shared = shared
        self._kept: OrderedDict[SearchKey, tuple[str, float, Sequence[Source]]] = OrderedDict()

    async def get(self, asked: SearchKey, generation: str) -> list[Source] | None:
        """What was found; None where it was not of late, or not in what can be found by now.

        Args:
            asked: The search.
            generation: Of what can be found: it changes with each document.
        """
        generation_then, until, kept = self._kept.get(asked, ("", float("-inf"), ()))
        is_here = generation_then == generation and _now() < until
        found = list(kept) if is_here else await self._elsewhere(asked, generation)
        self.figures.count(hits=found is not None, misses=found is None)
        return found

    async def put(self, asked: SearchKey, generation: str, found: Sequence[Source]) -> None:
        """Keep what was found in what could be found at the search's beginning."""
        self._keep(asked, generation, found)
        if self._shared:
            text = orjson.dumps([asdict(one) for one in found])
            await self._shared.put(asked.key(generation), text, KEPT_S)

    async def _elsewhere(self, asked: SearchKey, generation: str) -> list[Source] | None:
        text = await self._shared.get(asked.key(generation)) if self._shared else None
        if text is None:
            return None
        found = [Source(**one) for one in orjson.loads(text)]
        self._keep(asked, generation, found)
        return found

    def _keep(self, asked: SearchKey, generation: str, found: Sequence[Source]) -> None:
        self._kept[asked] = generation, _now() + KEPT_S, tuple(found)
        self._kept.move_to_end(asked)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _now() -> float:
    return asyncio.get_running_loop().time()
