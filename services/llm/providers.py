"""Language model providers: one row each; `COACH_MODELS` says which of them advise."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from conversation.nearest import nearest
from services.llm import endpoints
from services.llm.endpoint import Endpoint
from settings import Settings, SettingsError
from settings.model_names import ModelName

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class ModelProvider:
    """One provider of models.

    Attributes:
        name: By which settings choose it.
        needs: The settings that make it usable, for people; empty where nothing is needed.
        endpoint: Where and how its models are asked.
        configured: Whether it has what it needs.
    """

    name: str
    needs: str
    endpoint: Callable[[Settings], Endpoint]
    configured: Callable[[Settings], bool]


PROVIDERS: tuple[ModelProvider, ...] = (
    ModelProvider(
        "openai",
        "OPENAI_API_KEY",
        endpoints.openai,
        lambda settings: bool(settings.openai_api_key or settings.openai_base_url),
    ),
    ModelProvider(
        "azure",
        "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY",
        endpoints.azure,
        lambda settings: bool(settings.azure_openai_endpoint and settings.azure_openai_api_key),
    ),
    ModelProvider(
        "anthropic",
        "ANTHROPIC_API_KEY",
        endpoints.anthropic,
        lambda settings: bool(settings.anthropic_api_key),
    ),
    ModelProvider(
        "mistral",
        "MISTRAL_API_KEY",
        endpoints.mistral,
        lambda settings: bool(settings.mistral_api_key),
    ),
    ModelProvider("ollama", "", endpoints.ollama, lambda _: True),
    ModelProvider(
        "compatible",
        "COMPATIBLE_BASE_URL",
        endpoints.compatible,
        lambda settings: bool(settings.compatible_base_url),
    ),
)


def chosen_models(settings: Settings) -> tuple[ModelName, ...]:
    """The models that advise, the first choice first; none where the playbook advises alone.

    Raises:
        SettingsError: `COACH_MODELS` names what is no provider, or one that can't work.
    """
    _check("COACH_MODELS", settings.coach_models, settings)
    return settings.coach_models or _short_form(settings)


def smart_models(settings: Settings) -> tuple[ModelName, ...]:
    """The models that answer what deserves more thought, those that advise behind them.

    Raises:
        SettingsError: `COACH_SMART_MODELS` is wrong, or as `chosen_models`.
    """
    _check("COACH_SMART_MODELS", settings.coach_smart_models, settings)
    return tuple(dict.fromkeys([*(settings.coach_smart_models or ()), *chosen_models(settings)]))


def candidate_models(settings: Settings) -> tuple[ModelName, ...]:
    """The models of the candidate that coaches as a shadow; none where it has those of calls.

    Raises:
        SettingsError: One of them can't be asked.
    """
    _check("SHADOW_MODELS", settings.shadow_models, settings)
    return settings.shadow_models or ()


def named_models(settings: Settings, names: Iterable[ModelName]) -> tuple[ModelName, ...]:
    """The models that specialists ask for by their names.

    Raises:
        SettingsError: One of them can't be asked.
    """
    found = tuple(dict.fromkeys(names))
    _check("a specialist's model", found, settings)
    return found


def endpoint_of(settings: Settings, name: ModelName) -> Endpoint:
    """Where and how a model is asked."""
    return endpoints.with_parameters(_row(name).endpoint(settings), settings)


def _short_form(settings: Settings) -> tuple[ModelName, ...]:
    """What COACH_MODEL says: a model of OpenAI or of OPENAI_BASE_URL, or `provider:model`.

    A server of one's own has names like `mistral:7b`.
    """
    provider, _, model = settings.coach_model.partition(":")
    row = next((row for row in PROVIDERS if row.name == provider), None)
    if row and model and not settings.openai_base_url:
        if not row.configured(settings):
            raise SettingsError(f"COACH_MODEL={settings.coach_model}: needs {row.needs}")
        return (ModelName(provider, model),)
    if PROVIDERS[0].configured(settings):
        return (ModelName(PROVIDERS[0].name, settings.coach_model),)
    return ()


def _check(setting: str, chain: Sequence[ModelName] | None, settings: Settings) -> None:
    names = [row.name for row in PROVIDERS]
    for name in chain or ():
        if name.provider not in names:
            meant = nearest(name.provider, names, _ALIKE)
            hint = f"; is {meant}:{name.model} meant?" if meant else ""
            *most, last = names
            allowed = f"{', '.join(most)} or {last}"
            raise SettingsError(f"{setting}={name}: a provider is {allowed}{hint}")
        row = _row(name)
        if not row.configured(settings):
            raise SettingsError(f"{setting}={name}: needs {row.needs}")


def _row(name: ModelName) -> ModelProvider:
    return next(row for row in PROVIDERS if row.name == name.provider)
