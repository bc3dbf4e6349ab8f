"""Links by a model, on the command line: what it costs counts to the day's budget."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from coach.link_finder import ModelLinkFinder
from knowledge.library import Library
from pipeline.budget_keeper import kept_budget
from pipeline.process_log import open_log
from pubsub.clock import Clock
from services.llm.reading_models import open_reading_models
from settings import Settings


@asynccontextmanager
async def reading_by_model(settings: Settings, library: Library) -> AsyncIterator[None]:
    """Have a model read documents beside the rules until the block ends, where one is wanted.

    Raises:
        SettingsError: KNOWLEDGE_GRAPH asks for a model, and there is none that can be used.
        EventLogError: The log, which knows what was spent, does not answer.
    """
    async with open_reading_models(settings) as models:
        if models is None:
            yield
            return
        async with open_log(settings) as log, kept_budget(models, log, Clock()):
            library.edges.ask(ModelLinkFinder(models), settings.knowledge_graph_requests)
            yield
