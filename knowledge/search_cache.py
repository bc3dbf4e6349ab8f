"""Knowledge that searches found of late, kept as long as nothing that can be found has changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from conversation.coaching.source import Source
from knowledge.cache_figures import CacheFigures
from knowledge.document import Audience

KEPT_S = 60.0
MOST_KEPT = 512
"""Searches of a call find four passages of 900 characters: 2 MB."""


class Asked(NamedTuple):
    """A search: the same words, for the same calls, of as many passages."""

    text: str
    audience: Audience
    limit: int

    @classmethod
    def of(cls, text: str, audience: Audience, limit: int) -> "Asked":
        """The search for a text; case, spaces and signs at the end make no other one of it."""
        return cls(" ".join(text.casefold().split()).rstrip(" .,;:!?…"), audience, limit)


class SearchCache:
    """The searches of one library.

    Attributes:
        figures: How often it had what was asked.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.figures = CacheFigures()
        self._kept: OrderedDict[Asked, tuple[str, float, Sequence[Source]]] = OrderedDict()

    def get(self, asked: Asked, generation: str) -> list[Source] | None:
        """What was found; None where it was not of late, or not in what can be found by now.

        Args:
            asked: The search.
            generation: Of what can be found: it changes with each document.
        """
        generation_then, until, found = self._kept.get(asked, ("", float("-inf"), ()))
        is_hit = generation_then == generation and _now() < until
        self.figures.count(hits=is_hit, misses=not is_hit)
        return list(found) if is_hit else None

    def put(self, asked: Asked, generation: str, found: Sequence[Source]) -> None:
        """Keep what was found in what could be found at the search's beginning."""
        self._kept[asked] = generation, _now() + KEPT_S, tuple(found)
        self._kept.move_to_end(asked)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _now() -> float:
    return asyncio.get_running_loop().time()
