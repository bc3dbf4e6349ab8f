"""Shared hub: the fan-out of a process, or of all processes where there is a Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from pubsub.hub import Hub
from settings import Settings


@asynccontextmanager
async def open_hub(settings: Settings) -> AsyncIterator[Hub]:
    """The fan-out of events and commands that the settings say, until the block ends."""
    if settings.redis_url:
        # Its client is imported where it is wanted: it takes a twentieth of a start.
        open_redis_hub = import_module("pubsub.redis_hub").open_redis_hub
        async with open_redis_hub(settings.redis_url.get_secret_value()) as hub:
            yield hub
        return
    hub = Hub()
    yield hub
    hub.close()
