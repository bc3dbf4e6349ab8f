"""OpenAI client: the process's one connection pool to the model's server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx2 import Limits
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from coach.ports import LanguageModel
from services.llm.openai_chat import OpenAIChat
from services.llm.openai_probe import probe_model
from services.provider import Probe
from services.route import http_route
from settings import Settings

# Longer than a customer's pauses: the next suggestion finds its connection open.
_KEEP_WARM_S = 300.0
_PROBE_TIMEOUT_S = 5.0
DEFAULT_ADDRESS = "https://api.openai.com/v1"


def make_client(settings: Settings) -> AsyncOpenAI:
    """The process's one client of the model's server.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    address = settings.openai_base_url or DEFAULT_ADDRESS
    return AsyncOpenAI(
        api_key=_key(settings),
        base_url=settings.openai_base_url,
        timeout=settings.coach_timeout_secs,
        # A guess that is dropped ends its stream; over HTTP/1.1 that would cost the connection, and
        # the next suggestion a TLS handshake.
        http_client=DefaultAsyncHttpxClient(
            http2=True,
            limits=Limits(max_connections=1000, keepalive_expiry=_KEEP_WARM_S),
            **http_route(address),
        ),
        max_retries=0,  # a second try would come too late; the playbook answers instead
    )


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[LanguageModel]:
    """The model, until the block ends."""
    async with make_client(settings) as client:
        yield OpenAIChat(client, settings.coach_model)


async def probe(settings: Settings) -> Probe:
    """Ask for the model, within some seconds."""
    async with make_client(settings) as client:
        return await probe_model(
            client.with_options(timeout=_PROBE_TIMEOUT_S), settings.coach_model
        )


def _key(settings: Settings) -> str:
    key = settings.openai_api_key
    return key.get_secret_value() if key else "none"
