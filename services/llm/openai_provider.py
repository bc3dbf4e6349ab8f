"""OpenAI provider, or any server that speaks its chat completions: its row, and its probe.

The client's library takes longer to import than the rest of a start together, so that a process
without a model does not import it.
"""

from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any

from coach.ports import LanguageModel
from conversation.coaching.playbook import Playbook
from conversation.events.status_codes import StatusCode
from services.provider import Probe, Provenance
from settings import Settings


def configured(settings: Settings) -> bool:
    """Whether there is a key, or a server that may want none."""
    return bool(settings.openai_api_key or settings.openai_base_url)


def describe(settings: Settings, playbook: Playbook) -> Provenance:
    """The provenance of the model's advice."""
    rules = "" if playbook.rules else f"; without rules, which it has not in {playbook.language!r}"
    return Provenance(
        settings.coach_model,
        StatusCode.COACH_MODEL,
        f"Advice: {settings.coach_model}, playbook “{playbook.title}”{rules}.",
    )


def open_model(settings: Settings) -> AbstractAsyncContextManager[LanguageModel]:
    """The model, until the block ends."""
    return _client().open_model(settings)


async def probe(settings: Settings) -> Probe:
    """Ask for the model by the client that calls use; it costs no tokens."""
    return await _client().probe(settings)


def _client() -> Any:
    return import_module("services.llm.openai_client")
