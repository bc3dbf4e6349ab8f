"""Model settings: which language models advise, in which order, and where they are reached."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from conversation.models.rates import Rates
from settings.model_names import ModelName, parse_chain, parse_rates_of
from settings.values import Key, site

_CHAT_PATHS = ("/chat/completions", "/completions", "/models")
_ANTHROPIC_PATHS = ("/v1/messages", "/v1")
_OLLAMA_PATHS = ("/v1/chat/completions", "/v1", "/api/chat", "/api")
_AZURE_PATHS = ("/openai/v1/chat/completions", "/openai/v1", "/openai")


def read_chain(value: Any) -> Any:
    """Reads `provider:model,…`."""
    return parse_chain(value) if isinstance(value, str) else value


def _rates(value: Any) -> Any:
    return parse_rates_of(value) if isinstance(value, str) else value


def _without_slash(value: str | None) -> str | None:
    return value.rstrip("/") if value else value


_Dollars = Annotated[float | None, Field(gt=0, le=1_000_000)]
_Slashless = AfterValidator(_without_slash)


class ModelSettings(BaseSettings):
    """The settings of the models; a part of `Settings`, which says where they are read."""

    coach_models: Annotated[tuple[ModelName, ...] | None, NoDecode, BeforeValidator(read_chain)] = (
        None
    )
    coach_smart_models: Annotated[
        tuple[ModelName, ...] | None, NoDecode, BeforeValidator(read_chain)
    ] = None
    coach_model: str = "gpt-4.1-mini"
    coach_cache_secs: Annotated[float, Field(ge=0, le=3600)] = 0.0
    coach_timeout_secs: Annotated[float, Field(gt=0, le=60)] = 8.0
    coach_first_field_secs: Annotated[float, Field(gt=0, le=60)] = 1.5
    coach_temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    coach_max_tokens: Annotated[int | None, Field(ge=50, le=100_000)] = None

    coach_prices: Annotated[dict[ModelName, Rates] | None, NoDecode, BeforeValidator(_rates)] = None
    coach_budget_per_call: _Dollars = None
    coach_budget_per_day: _Dollars = None
    coach_budget_per_month: _Dollars = None

    openai_api_key: Key = None
    openai_base_url: Annotated[str | None, site("https", "http", tails=_CHAT_PATHS)] = None
    azure_openai_api_key: Key = None
    azure_openai_endpoint: Annotated[
        str | None, site("https", "http", tails=_AZURE_PATHS), _Slashless
    ] = None
    azure_openai_api_version: Annotated[
        str | None, Field(pattern=r"^\d{4}-\d\d-\d\d(-preview)?$")
    ] = None
    anthropic_api_key: Key = None
    anthropic_base_url: Annotated[
        str | None, site("https", "http", tails=_ANTHROPIC_PATHS), _Slashless
    ] = None
    mistral_api_key: Key = None
    mistral_base_url: Annotated[str | None, site("https", "http", tails=_CHAT_PATHS)] = None
    ollama_base_url: Annotated[
        str | None, site("https", "http", tails=_OLLAMA_PATHS), _Slashless
    ] = None
    compatible_base_url: Annotated[str | None, site("https", "http", tails=_CHAT_PATHS)] = None
    compatible_api_key: Key = None
