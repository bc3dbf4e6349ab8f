"""Meaning reader of a process: the encoder and the playbook's examples, where there are any."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from coach.meaning import MeaningReader
from conversation.coaching.detection.meaning import has_meaning
from conversation.coaching.playbook import Playbook
from services.encoder.encoder import open_encoder
from settings import Settings


@asynccontextmanager
async def open_meaning(
    settings: Settings, playbook: Playbook
) -> AsyncIterator[MeaningReader | None]:
    """The meaning reader of all calls; None where it is off, or the playbook has no examples."""
    soundings = (*playbook.rules, *playbook.obligations)
    if not settings.coach_meaning or not any(map(has_meaning, soundings)):
        yield None
        return
    async with open_encoder(settings.data_dir / "vectors") as encoder:
        reader = MeaningReader(encoder, playbook)
        try:
            yield reader
        finally:
            await reader.close()
