"""Library that the settings say, with the embedder that they name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from importlib import import_module

from knowledge.backends.backends import chosen_index, documents_url
from knowledge.errors import KnowledgeError
from knowledge.library import Library, open_library
from knowledge.ports import SharedCache
from pubsub.beside import beside
from pubsub.hub import Hub
from services.embeddings.local import Encoder, LocalEmbedder
from services.embeddings.providers import open_embedder
from services.indexes.indexes import INDEXES
from settings import Settings


@asynccontextmanager
async def open_configured_library(
    settings: Settings, encoder: Encoder, hub: Hub | None = None, *, is_live: bool = False
) -> AsyncIterator[Library]:
    """The library, until the block ends.

    Args:
        settings: The settings.
        encoder: The process's own, for the local embedder.
        hub: Of the process, by whose Redis it shares what searches find.
        is_live: Calls will ask it, so that its embedder is loaded now, and what the first
            searches would wait for is made; nothing waits for that.

    Raises:
        SettingsError: The settings name an embedder that can't be used, or an index without what
            it needs.
        KnowledgeError: The settings name an index that can't be used.
    """
    # Words are compared one by one: a second encoder or an API is too slow for that.
    words, shared = LocalEmbedder(encoder), shared_searches(settings, hub)
    async with (
        open_embedder(settings, encoder, is_live=is_live) as embedder,
        open_library(settings, embedder, INDEXES, shared, words) as library,
    ):
        if not is_live:
            yield library
            return
        async with beside(_prepared(library), "first searches' vectors"):
            yield library


async def _prepared(library: Library) -> None:
    with suppress(KnowledgeError):  # which each search says again
        await library.prepare()


def shared_searches(settings: Settings, hub: Hub | None) -> SharedCache | None:
    """What searches of all processes have found, where they share a Redis, documents and index.

    What is in files is each machine's own, and so is what is found in it.
    """
    url, redis = documents_url(settings), getattr(hub, "redis", None)
    if redis is None or url is None or chosen_index(settings) == "sqlite":
        return None
    # Its client is imported where it is wanted: it takes a twentieth of a start.
    made = import_module("pubsub.shared_cache").shared_cache
    return made(redis, f"search:{sha256(url.encode()).hexdigest()[:16]}")
