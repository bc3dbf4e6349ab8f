"""Meaning readers of a process: one encoder, and the examples of each playbook that has some."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from coach.meaning import MeaningReader
from coach.ports import Encoder
from conversation.coaching.detection.meaning import has_meaning
from conversation.coaching.playbook import Playbook
from settings import Settings


class Meanings:
    """The meaning readers of a process, one a playbook.

    That of the default playbook loads from the start of the process, with the encoder; each other
    one at the first call with it.
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        """Create none yet; without an encoder there will be none."""
        self._encoder = encoder
        self._readers: dict[str, MeaningReader] = {}

    def of(self, playbook: Playbook) -> MeaningReader | None:
        """What reads meanings by a playbook; None where that is off, or it has no examples."""
        soundings = (*playbook.rules, *playbook.obligations)
        if self._encoder is None or not any(map(has_meaning, soundings)):
            return None
        if playbook.id not in self._readers:
            self._readers[playbook.id] = MeaningReader(self._encoder, playbook)
        return self._readers[playbook.id]

    async def close(self) -> None:
        """Give up preparing those that are not."""
        await asyncio.gather(*(reader.close() for reader in self._readers.values()))


@asynccontextmanager
async def open_meanings(settings: Settings, encoder: Encoder | None) -> AsyncIterator[Meanings]:
    """The meaning readers of all calls, until the block ends; none where that is off.

    Args:
        settings: The settings of the process.
        encoder: The process's one encoder; None: they have none.
    """
    meanings = Meanings(encoder if settings.coach_meaning else None)
    try:
        yield meanings
    finally:
        await meanings.close()
