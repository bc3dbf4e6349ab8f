"""Library of a server that hears calls: in a thread of its own, ready for its first search."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from hashlib import sha256
from importlib import import_module

from knowledge.backends.backends import chosen_index, documents_url
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.ports import SharedCache
from pubsub.beside import beside
from services.embeddings.library import open_configured_library
from services.embeddings.local import Encoder
from services.loop_thread import open_loop_thread
from settings import Settings


@asynccontextmanager
async def open_live_library(settings: Settings, encoder: Encoder) -> AsyncIterator[Library]:
    """The library that calls ask, in a thread of its own; raises as `open_configured_library`.

    A search has several steps; each would wait for the calls' loop. Its embedder is loaded now, and
    what the first searches would wait for is made; nothing waits for that. Processes that share a
    Redis share what searches find.
    """
    async with (
        open_loop_thread("knowledge") as thread,
        thread.opened(_prepared(settings, encoder)) as library,
    ):
        yield library


@asynccontextmanager
async def _prepared(settings: Settings, encoder: Encoder) -> AsyncIterator[Library]:
    async with (
        shared_searches(settings) as shared,
        open_configured_library(settings, encoder, shared, is_live=True) as library,
        beside(_prepare(library), "first searches' vectors"),
    ):
        yield library


async def _prepare(library: Library) -> None:
    with suppress(KnowledgeError):  # which each search says again
        await library.prepare()


@asynccontextmanager
async def shared_searches(settings: Settings) -> AsyncIterator[SharedCache | None]:
    """What searches of all processes have found, where they share a Redis, documents and index.

    What is in files is each machine's own, and so is what is found in it.
    """
    redis, url = settings.redis_url, documents_url(settings)
    if redis is None or url is None or chosen_index(settings) == "sqlite":
        yield None
        return
    # Its client is imported where it is wanted: it takes a twentieth of a start.
    make_redis = import_module("pubsub.redis_access").make_redis
    made = import_module("pubsub.shared_cache").shared_cache
    async with aclosing(make_redis(redis.get_secret_value())) as client:
        yield made(client, f"search:{sha256(url.encode()).hexdigest()[:16]}")
