import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from peers.http import read_request, send_json
from peers.openai import OpenAIPeer
from services.llm.http_client import HttpClient
from services.llm.model_probe import probe_model
from services.provider import Probe
from tests.services.model_server import client_of

Answer = tuple[int, Any]
COMPLETION: Answer = (400, {"error": {"message": "messages: too few", "code": None}})
LISTED: Answer = (200, {"data": [{"id": "llama3.1:8b"}, {"id": "phi:latest"}]})


@asynccontextmanager
async def server(models: Answer, chat: Answer = COMPLETION) -> AsyncIterator[HttpClient]:
    """A server with these answers to the two addresses."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read_request(reader):
            await send_json(writer, *(models if request.method == "GET" else chat))
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    async with listening, client_of(url) as client:
        yield client


async def found(model: str, models: Answer, chat: Answer = COMPLETION) -> Probe:
    async with server(models, chat) as client:
        return await probe_model(client, model)


@pytest.mark.parametrize("model", ["llama3.1:8b", "phi"])
async def test_a_model_that_is_listed(model: str):
    """A model in the list is there, with or without the tag that is the default."""
    assert await found(model, LISTED) == Probe(True, f"{model} at 127.0.0.1")


async def test_a_model_that_is_not_listed():
    """A server that has others alone does not have it; they are named, and the setting."""
    probe = await found("gpt-4.1-mini", LISTED)
    assert not probe.ok
    assert all(word in probe.detail for word in ("COACH_MODEL", "llama3.1:8b"))


@pytest.mark.parametrize(
    "models", [(403, {}), (404, {}), (405, {}), (501, {}), (200, {}), (200, [])]
)
async def test_a_server_without_a_list(models: Answer):
    """A server that completes is there; that its model could not be looked up is said."""
    probe = await found("m", models)
    assert probe.ok
    assert "can't be told" in probe.detail


@pytest.mark.parametrize(
    ("models", "chat", "word"),
    [
        ((401, {}), COMPLETION, "OPENAI_API_KEY"),
        ((402, {}), COMPLETION, "credit"),
        ((404, {}), (404, {}), "OPENAI_BASE_URL"),
        ((404, {}), (404, {"error": {"code": "model_not_found"}}), "COACH_MODEL"),
        ((404, {}), (401, {}), "OPENAI_API_KEY"),
        ((403, {}), (403, {}), "OPENAI_API_KEY"),
        ((503, {}), COMPLETION, "out of order"),
    ],
)
async def test_a_server_that_refuses(models: Answer, chat: Answer, word: str):
    """What would stop a call is told as a call would tell it."""
    probe = await found("m", models, chat)
    assert not probe.ok
    assert word in probe.detail


async def test_a_server_that_is_gone():
    """An address where nobody answers is said to be that."""
    async with OpenAIPeer() as peer:
        url = peer.url
    async with client_of(url) as client:
        probe = await probe_model(client, "m")
    assert not probe.ok
    assert "127.0.0.1 can't be reached" in probe.detail
