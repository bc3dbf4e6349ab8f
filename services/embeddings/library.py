"""Library that the settings say, with the embedder that they name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from knowledge.library import Library, open_library
from services.embeddings.local import Encoder
from services.embeddings.providers import open_embedder
from services.indexes.indexes import INDEXES
from settings import Settings


@asynccontextmanager
async def open_configured_library(settings: Settings, encoder: Encoder) -> AsyncIterator[Library]:
    """The library, until the block ends.

    Args:
        settings: The settings.
        encoder: The process's own, for the local embedder.

    Raises:
        SettingsError: The settings name an embedder that can't be used, or an index without what
            it needs.
        KnowledgeError: The settings name an index that can't be used.
    """
    async with (
        open_embedder(settings, encoder) as embedder,
        open_library(settings, embedder, INDEXES) as library,
    ):
        yield library
