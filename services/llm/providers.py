"""Language model providers: one row each; the first that is configured advises."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from coach.advisors import Advisor, ModelAdvisor, PlaybookAdvisor, Stream
from conversation.coaching.playbook import Playbook
from conversation.events.status_codes import StatusCode
from prompts.loader import load_prompt
from services.llm import openai_provider
from services.provider import Provenance, Provider
from settings import Settings

OpenModel = Callable[[Settings], AbstractAsyncContextManager[Stream]]
"""Opens a model for all calls of the process, until the block ends."""

PROVIDERS: tuple[Provider[Playbook, OpenModel], ...] = (
    Provider(
        name="openai",
        needs="OPENAI_API_KEY",
        configured=openai_provider.configured,
        describe=openai_provider.describe,
        make=openai_provider.open_model,
        probe=openai_provider.probe,
    ),
)


def chosen_llm(settings: Settings) -> Provider[Playbook, OpenModel] | None:
    """The first provider that is configured; None where the playbook advises alone."""
    return next((row for row in PROVIDERS if row.configured(settings)), None)


def coach_source(settings: Settings, playbook: Playbook) -> Provenance:
    """What advises: the model, or the playbook's rules."""
    provider = chosen_llm(settings)
    if provider:
        return provider.describe(settings, playbook)
    return Provenance(
        "playbook",
        StatusCode.COACH_PLAYBOOK,
        f"Advice: the rules of the playbook “{playbook.title}”; no language model is configured."
        f" Set {PROVIDERS[0].needs} for the real thing.",
    )


def make_advisor(settings: Settings, model: Stream | None, playbook: Playbook) -> Advisor:
    """The advisor: the model if there is one, else the playbook's rules.

    Raises:
        PromptError: The prompt's file is wrong.
    """
    # Read without a model too: a wrong one stops the start.
    prompt = load_prompt(settings.coach_prompt, settings.coach_language)
    if model is None:
        return PlaybookAdvisor(playbook)
    return ModelAdvisor(model, model=settings.coach_model, prompt=prompt, playbook=playbook)


@asynccontextmanager
async def open_advisor(settings: Settings, playbook: Playbook) -> AsyncIterator[Advisor]:
    """The process's one advisor, until the block ends.

    Raises:
        PromptError: The prompt's file is wrong.
    """
    provider = chosen_llm(settings)
    async with provider.make(settings) if provider else nullcontext() as model:
        yield make_advisor(settings, model, playbook)
