"""Language model providers: one row each; the first that is configured advises."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib import import_module

from coach.advisors import Advisor
from coach.ports import LanguageModel
from conversation.coaching.playbook import Playbook
from conversation.events.status_codes import StatusCode
from prompts.loader import load_prompt
from services.llm import openai_provider
from services.provider import Provenance, Provider
from settings import Settings

OpenModel = Callable[[Settings], AbstractAsyncContextManager[LanguageModel]]
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


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[LanguageModel | None]:
    """The process's one model, until the block ends; None where none is configured."""
    provider = chosen_llm(settings)
    async with provider.make(settings) if provider else nullcontext() as model:
        yield model


def coach_source(settings: Settings, playbook: Playbook) -> Provenance:
    """The provenance of the advice on calls with a playbook: the model, or its rules, if any."""
    provider = chosen_llm(settings)
    if provider:
        return provider.describe(settings, playbook)
    if not playbook.rules:
        return Provenance(
            "playbook",
            StatusCode.COACH_NO_PLAYBOOK,
            f"Nobody advises: there is no playbook “{playbook.name}” in {playbook.language!r},"
            f" and no language model is configured. Set {PROVIDERS[0].needs}.",
            working=False,
        )
    return Provenance(
        "playbook",
        StatusCode.COACH_PLAYBOOK,
        f"Advice: the rules of the playbook “{playbook.title}”; no language model is configured."
        f" Set {PROVIDERS[0].needs} for the real thing.",
    )


def make_advisor(
    settings: Settings, model: LanguageModel | None, playbook: Playbook
) -> Advisor | None:
    """The model as an advisor; None where there is none.

    Raises:
        PromptError: The prompt's file is wrong.
    """
    # Read without a model too: a wrong one stops the start.
    prompt = load_prompt(settings.coach_prompt, settings.coach_language)
    if model is None:
        return None
    # The output guard's words take a tenth of a second: a process without a model needs none.
    model_advisor = import_module("coach.model_advisor")
    return model_advisor.ModelAdvisor(model, prompt=prompt, playbook=playbook)
