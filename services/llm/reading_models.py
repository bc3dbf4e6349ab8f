"""Models that read documents: a chain of its own, so that it opens no breaker of the calls'."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.llm.chain.failover import Failover
from services.llm.chain.shadow_chain import ShadowSpendingDesk
from services.llm.chain.spending_desk import SpendingDesk
from services.llm.model_chain import open_models
from services.llm.providers import PROVIDERS, chosen_models
from settings import Settings, SettingsError

_PATIENCE_S = 30.0
"""Nobody is on the phone."""


@asynccontextmanager
async def open_reading_models(
    settings: Settings, live: SpendingDesk | None = None
) -> AsyncIterator[Failover | None]:
    """The models that are asked about passages, until the block ends; None: rules read alone.

    Args:
        settings: The settings.
        live: Where the calls' requests are booked, and these too: they get what calls leave over.

    Raises:
        SettingsError: KNOWLEDGE_GRAPH asks for a model, and there is none that can be used.
    """
    check_reading_models(settings)
    if settings.knowledge_graph != "model":
        yield None
        return
    patient = settings.model_copy(update={"coach_timeout_secs": _PATIENCE_S})
    async with open_models(patient, desk=ShadowSpendingDesk(live) if live else None) as models:
        yield models


def check_reading_models(settings: Settings) -> None:
    """Refuse that a model is to read documents where there is none.

    Raises:
        SettingsError: KNOWLEDGE_GRAPH asks for a model, and there is none that can be used.
    """
    if settings.knowledge_graph == "model" and not chosen_models(settings):
        needs = f"set {PROVIDERS[0].needs}, or what docs/models.md has"
        raise SettingsError(f"KNOWLEDGE_GRAPH=model needs a language model: {needs}")
