"""Model settings: which language models advise, in which order, and where they are reached."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from conversation.models.rates import Rates
from settings.addresses import site
from settings.model_names import ModelName, parse_chain, parse_rates_of
from settings.values import Key, parsed, shaped

_CHAT_PATHS = ("/chat/completions", "/completions", "/models")
_ANTHROPIC_PATHS = ("/v1/messages", "/v1")
_OLLAMA_PATHS = ("/v1/chat/completions", "/v1", "/api/chat", "/api")
_AZURE_PATHS = ("/openai/v1/chat/completions", "/openai/v1", "/openai")


def _without_slash(value: str | None) -> str | None:
    return value.rstrip("/") if value else value


_Version = Annotated[
    str, shaped(r"\d{4}-\d\d-\d\d(-preview)?", "a version like 2024-10-21 or 2025-04-01-preview")
]
_Dollars = Annotated[float | None, Field(gt=0, le=1_000_000)]
_Slashless = AfterValidator(_without_slash)
Chain = Annotated[tuple[ModelName, ...] | None, NoDecode, parsed(parse_chain)]
"""The models that are asked, the first choice first: `provider:model,…`."""


class ModelSettings(BaseSettings):
    """The settings of the models; a part of `Settings`, which says where they are read."""

    coach_models: Chain = None
    coach_smart_models: Chain = None
    coach_model: str = "gpt-4.1-mini"
    coach_cache_secs: Annotated[float, Field(ge=0, le=3600)] = 0.0
    coach_timeout_secs: Annotated[float, Field(gt=0, le=60)] = 8.0
    coach_first_field_secs: Annotated[float, Field(gt=0, le=60)] = 1.5
    coach_temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    coach_max_tokens: Annotated[int | None, Field(ge=50, le=100_000)] = None

    coach_prices: Annotated[dict[ModelName, Rates] | None, NoDecode, parsed(parse_rates_of)] = None
    coach_budget_per_call: _Dollars = None
    coach_budget_per_day: _Dollars = None
    coach_budget_per_month: _Dollars = None

    openai_api_key: Key = None
    openai_base_url: Annotated[str | None, site("https", "http", tails=_CHAT_PATHS)] = None
    azure_openai_api_key: Key = None
    azure_openai_endpoint: Annotated[
        str | None, site("https", "http", tails=_AZURE_PATHS), _Slashless
    ] = None
    azure_openai_api_version: _Version | None = None
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
