"""Retries of a request to an index of passages, or to a model of vectors."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from knowledge.errors import KnowledgeError

TRIES = 3
_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
"""That a server may ask for."""
Answer = TypeVar("Answer")


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What is asked for; what may work later is asked again, three times in all.

    Raises:
        KnowledgeError: The last try failed, or one that will not work later either.
    """
    for tried in range(1, TRIES + 1):
        try:
            return await ask()
        except KnowledgeError as error:
            if not error.retryable or tried == TRIES:
                raise
            await asyncio.sleep(error.retry_after or _WAIT_S * tried)
    raise AssertionError("the last try returns or raises")
