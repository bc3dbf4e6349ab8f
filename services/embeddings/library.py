"""Library that the settings say, with the embedder that they name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from knowledge.library import Library, open_library
from knowledge.ports import SharedCache
from services.embeddings.local import Encoder, LocalEmbedder
from services.embeddings.providers import open_embedder
from services.indexes.indexes import INDEXES
from settings import Settings


@asynccontextmanager
async def open_configured_library(
    settings: Settings,
    encoder: Encoder,
    shared: SharedCache | None = None,
    *,
    is_live: bool = False,
) -> AsyncIterator[Library]:
    """The library, until the block ends.

    Args:
        settings: The settings.
        encoder: The process's own, for the local embedder.
        shared: What searches of all processes have found.
        is_live: Calls will ask it, so that its embedder is loaded now.

    Raises:
        SettingsError: The settings name an embedder that can't be used, or an index without what
            it needs.
        KnowledgeError: The settings name an index that can't be used.
    """
    # Words are compared one by one: a second encoder or an API is too slow for that.
    words = LocalEmbedder(encoder)
    async with (
        open_embedder(settings, encoder, is_live=is_live) as embedder,
        open_library(settings, embedder, INDEXES, shared, words) as library,
    ):
        yield library
