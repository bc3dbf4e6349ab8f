"""Model chain: the models that advise, opened for all calls of a process, and told of."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Any

from coach.advisors import Advisor
from coach.ports import LanguageModel
from coach.summariser import Summariser
from conversation.coaching.playbook import Playbook
from conversation.events.status_codes import StatusCode
from conversation.memory.summary import Summarises
from conversation.models.breaker import Breaker
from conversation.models.budget import Budget, Caps
from prompts.loader import load_prompt
from prompts.prompt import Prompt
from services.llm.chain.cached_model import CachedModel
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.failover import END_S, Failover
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.metered_model import MeteredModel
from services.llm.chain.spending_desk import SpendingDesk
from services.llm.chain.traced_model import TracedModel
from services.llm.price_table import rates_of
from services.llm.providers import (
    PROVIDERS,
    chosen_models,
    endpoint_of,
    named_models,
    smart_models,
)
from services.provider import Probe, Provenance
from settings import Settings
from settings.model_names import ModelName

_PROBE_TIMEOUT_S = 5.0


@asynccontextmanager
async def open_models(
    settings: Settings,
    specialists: Iterable[ModelName] = (),
    *,
    desk: SpendingDesk | None = None,
    chain: type[Failover] = Failover,
) -> AsyncIterator[Failover | None]:
    """The process's one chain of models, until the block ends; None where none is configured.

    Args:
        settings: The settings.
        specialists: The models that specialists ask for by their names.
        desk: Where requests are booked; None: at one of the chain's own.
        chain: What asks them.

    Raises:
        SettingsError: A model, the environment's proxy or its certificates can't be used.
    """
    names = chosen_models(settings)
    if not names:
        yield None
        return
    timeout_s, health = settings.coach_timeout_secs, ChainHealth()
    desk = desk or SpendingDesk(Budget(_caps(settings)))
    smart, named = smart_models(settings), named_models(settings, specialists)
    async with AsyncExitStack() as stack:
        made: dict[ModelName, GuardedModel] = {}
        for name in dict.fromkeys((*names, *smart, *named)):
            model = await stack.enter_async_context(_open(settings, name, timeout_s))
            made[name] = await _made(settings, name, model, health, desk)
        health.watch(list(made.values()))
        yield chain(
            [made[name] for name in names],
            health,
            desk,
            first_field_s=settings.coach_first_field_secs,
            timeout_s=timeout_s,
            smart=[made[name] for name in smart],
            named={str(name): made[name] for name in named},
        )


async def _made(
    settings: Settings,
    name: ModelName,
    model: LanguageModel,
    health: ChainHealth,
    desk: SpendingDesk,
) -> GuardedModel:
    """A model of the chain, metered and behind its breaker."""
    address, own = endpoint_of(settings, name).address, settings.coach_prices or {}
    rates = await asyncio.to_thread(rates_of, name, address, own)
    timeout_s = settings.coach_timeout_secs
    metered = MeteredModel(model, str(name), rates, desk)
    asked = TracedModel(metered, name) if settings.otel_exporter_otlp_endpoint else metered
    return GuardedModel(
        CachedModel(asked, settings.coach_cache_secs) if settings.coach_cache_secs else asked,
        str(name),
        Breaker(),
        timeout_s=max(timeout_s - END_S, timeout_s / 2),
        told=health.look,
        typical_cost=rates and rates.typical,
    )


def _caps(settings: Settings) -> Caps:
    return Caps(
        settings.coach_budget_per_call,
        settings.coach_budget_per_day,
        settings.coach_budget_per_month,
    )


@asynccontextmanager
async def _open(settings: Settings, name: ModelName, timeout_s: float) -> AsyncIterator[Any]:
    # Imported where it is wanted: its library takes a fifth of a second.
    client_module = import_module("services.llm.http_client")
    chat_module = import_module("services.llm.chat_model")
    async with client_module.open_client(endpoint_of(settings, name), timeout_s) as client:
        yield chat_module.ChatModel(client, name.model)


async def probe(settings: Settings, name: ModelName) -> Probe:
    """Ask for a model by the client that calls use, within some seconds; it costs no tokens.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    client_module = import_module("services.llm.http_client")
    probe_model = import_module("services.llm.model_probe").probe_model
    endpoint = endpoint_of(settings, name)
    async with client_module.open_client(endpoint, _PROBE_TIMEOUT_S) as client:
        return await probe_model(client, name.model)


def coach_source(settings: Settings, playbook: Playbook) -> Provenance:
    """The provenance of the advice on calls with a playbook: the models, or its rules, if any."""
    names = chosen_models(settings)
    if names:
        first, *others = [name.model for name in names]
        language = playbook.language
        rules = "" if playbook.rules else f"; without rules, which it has not in {language!r}"
        backed = f", and if it fails {', '.join(others)}" if others else ""
        detail = f"Advice: {first}{backed}, playbook “{playbook.title}”{rules}."
        return Provenance(first, StatusCode.COACH_MODEL, detail)
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
    settings: Settings, model: LanguageModel | None, playbook: Playbook, prompt: Prompt
) -> Advisor | None:
    """The model as an advisor that is told `prompt`; None where there is none."""
    if model is None:
        return None
    # The output guard's words take a tenth of a second: a process without a model needs none.
    model_advisor = import_module("coach.model_advisor")
    tokens = settings.coach_context_tokens
    return model_advisor.ModelAdvisor(model, prompt=prompt, playbook=playbook, tokens=tokens)


def make_summariser(
    settings: Settings, model: LanguageModel | None, playbook: Playbook
) -> Summariser | None:
    """What has the model sum up a call; None where there is none, or it is not wanted."""
    if model is None or settings.coach_summary is not Summarises.MODEL:
        return None
    prompt = load_prompt("summary", settings.coach_language)
    return import_module("coach.model_summariser").ModelSummariser(model, prompt, playbook)
