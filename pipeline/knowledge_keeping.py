"""Library of a process, kept up beside its calls: past calls erased, a model to read documents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from coach.link_finder import ModelLinkFinder
from knowledge.library import Library
from pipeline.past_calls import keep_forgetting
from pubsub.beside import beside
from services.llm.chain.failover import Failover
from services.llm.reading_models import open_reading_models
from services.loop_thread import of_this_loop
from settings import Settings
from stores.log.event_log import EventLog


@asynccontextmanager
async def keeping_knowledge(
    settings: Settings, library: Library, log: EventLog, live: Failover | None
) -> AsyncIterator[None]:
    """Keep a library up until the block ends.

    Args:
        settings: The settings.
        library: What the company knows.
        log: The calls.
        live: The models that advise.

    Raises:
        SettingsError: KNOWLEDGE_GRAPH asks for a model, and there is none that can be used.
    """
    async with (
        open_reading_models(settings, live.desk if live else None) as models,
        beside(keep_forgetting(library, log), "the erasure of past calls"),
    ):
        if models:
            finder = of_this_loop(ModelLinkFinder(models))  # the library has another
            library.edges.ask(finder, settings.knowledge_graph_requests)
        yield
