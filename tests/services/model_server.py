"""A client of a model's server on loopback, as the product makes it."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from services.llm.http_client import HttpClient, open_client
from services.llm.providers import endpoint_of
from settings import load
from settings.model_names import ModelName

_ADDRESS = {"azure": "azure_openai_endpoint"}


def client_of(
    url: str, *, provider: str = "openai", timeout: float = 60, **settings: Any
) -> AbstractAsyncContextManager[HttpClient]:
    """The client of a provider whose server is at `url`, with a key."""
    address = _ADDRESS.get(provider, f"{provider}_base_url")
    known = load(**{address: url}, **settings)
    return open_client(endpoint_of(known, ModelName(provider, "m")), timeout)
