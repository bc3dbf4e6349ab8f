"""Endpoints of the providers: what each makes of the settings.

| provider | dialect | base address | key |
|---|---|---|---|
| openai | chat completions | `OPENAI_BASE_URL`, or OpenAI's | `OPENAI_API_KEY`, or none |
| azure | chat completions, a deployment for a model | `AZURE_OPENAI_ENDPOINT` | in `api-key` |
| anthropic | messages | `ANTHROPIC_BASE_URL`, or Anthropic's | in `x-api-key` |
| mistral | chat completions | `MISTRAL_BASE_URL`, or Mistral's | `MISTRAL_API_KEY` |
| ollama | chat completions | `OLLAMA_BASE_URL`, or this machine's | none |
| compatible | chat completions | `COMPATIBLE_BASE_URL` | `COMPATIBLE_API_KEY`, or none |

A name and a password in the address are sent where there is no key.
"""

from dataclasses import replace

from pydantic import SecretStr

from services.key_header import key_header
from services.llm.endpoint import CHAT, MESSAGES, MISTRAL, OPENAI, Dialect, Endpoint
from services.llm.hints import Hints
from settings import Settings

OPENAI_ADDRESS = "https://api.openai.com/v1"
_ANTHROPIC_ADDRESS = "https://api.anthropic.com"
_ANTHROPIC_VERSION = "2023-06-01"
_MISTRAL_ADDRESS = "https://api.mistral.ai/v1"
_OLLAMA_ADDRESS = "http://127.0.0.1:11434"
# Azure lists the models that could be deployed, and no deployments.
_AZURE = replace(OPENAI, models_path=None)
_AZURE_BY_DEPLOYMENT = replace(
    CHAT, path="/openai/deployments/{model}/chat/completions", models_path=None
)


def openai(settings: Settings) -> Endpoint:
    """OpenAI, or any server at OPENAI_BASE_URL."""
    own = settings.openai_base_url
    dialect = CHAT if own else OPENAI
    return _chat("openai", own or OPENAI_ADDRESS, dialect, settings.openai_api_key, Hints())


def azure(settings: Settings) -> Endpoint:
    """Azure OpenAI; by AZURE_OPENAI_API_VERSION the older addresses, one a deployment."""
    address, version = settings.azure_openai_endpoint or "", settings.azure_openai_api_version
    hints = Hints("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "COACH_MODELS", "")
    headers = {"api-key": _secret(settings.azure_openai_api_key)}
    if version:
        query = f"?api-version={version}"
        return Endpoint("azure", address, _AZURE_BY_DEPLOYMENT, headers, hints, query)
    return Endpoint("azure", f"{address}/openai/v1", _AZURE, headers, hints)


def anthropic(settings: Settings) -> Endpoint:
    """Anthropic's own API."""
    headers = {
        "x-api-key": _secret(settings.anthropic_api_key),
        "anthropic-version": _ANTHROPIC_VERSION,
    }
    hints = Hints("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "COACH_MODELS", "")
    address = settings.anthropic_base_url or _ANTHROPIC_ADDRESS
    return Endpoint("anthropic", address, MESSAGES, headers, hints)


def mistral(settings: Settings) -> Endpoint:
    """Mistral."""
    hints = Hints("MISTRAL_API_KEY", "MISTRAL_BASE_URL", "COACH_MODELS")
    address = settings.mistral_base_url or _MISTRAL_ADDRESS
    return _chat("mistral", address, MISTRAL, settings.mistral_api_key, hints)


def ollama(settings: Settings) -> Endpoint:
    """Ollama, on this machine unless told otherwise."""
    hints = Hints("OLLAMA_BASE_URL", "OLLAMA_BASE_URL", "COACH_MODELS", "")
    address = settings.ollama_base_url or _OLLAMA_ADDRESS
    return _chat("ollama", f"{address}/v1", CHAT, None, hints)


def compatible(settings: Settings) -> Endpoint:
    """Any other server that speaks chat completions."""
    hints = Hints("COMPATIBLE_API_KEY", "COMPATIBLE_BASE_URL", "COACH_MODELS")
    address = settings.compatible_base_url or ""
    return _chat("compatible", address, CHAT, settings.compatible_api_key, hints)


def with_parameters(endpoint: Endpoint, settings: Settings) -> Endpoint:
    """The endpoint with what the settings want of each answer."""
    wanted = {
        "temperature": ("temperature", settings.coach_temperature),
        "max_tokens": (endpoint.dialect.limit, settings.coach_max_tokens),
    }
    set_ones = {name: pair for name, pair in wanted.items() if pair[1] is not None}
    return replace(endpoint, parameters=set_ones)


def _chat(
    name: str, address: str, dialect: Dialect, key: SecretStr | None, hints: Hints
) -> Endpoint:
    headers = key_header(address, key, named=(hints.address, hints.key), without="none")
    return Endpoint(name, address.rstrip("/"), dialect, headers, hints)


def _secret(key: SecretStr | None) -> str:
    return key.get_secret_value() if key else ""
