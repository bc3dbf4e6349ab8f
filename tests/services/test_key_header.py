"""A key beside an address that has a name and a password in it."""

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bots.recognisers_check import check_recognisers
from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from services.key_header import key_header
from services.llm import endpoints
from services.llm.endpoint import Endpoint
from services.llm.http_client import open_client
from settings import Settings, SettingsError, load

NAMED = ("AN_URL", "A_KEY")
KEY = SecretStr("a-secret")


def test_a_key_is_sent_where_the_address_has_no_login():
    """Or what stands for none, or nothing."""
    assert key_header("http://h", KEY, named=NAMED) == {"Authorization": "Bearer a-secret"}
    none = key_header("http://h", None, named=NAMED, without="none", scheme="Token")
    assert none == {"Authorization": "Token none"}
    assert key_header("http://h", None, named=NAMED) == {}


def test_a_login_is_sent_alone():
    """The client sends it by itself, in the same header."""
    assert key_header("http://ann:secret@h", None, named=NAMED, without="none") == {}


MAKES: list[tuple[Callable[[Settings], Endpoint], str, str]] = [
    (endpoints.openai, "openai_base_url", "openai_api_key"),
    (endpoints.mistral, "mistral_base_url", "mistral_api_key"),
    (endpoints.compatible, "compatible_base_url", "compatible_api_key"),
]


@pytest.mark.parametrize(("make", "address", "key"), MAKES)
def test_a_login_beside_a_key_is_one_clear_line(
    make: Callable[[Settings], Endpoint], address: str, key: str
):
    """Which settings, and none of their secrets."""
    settings: dict[str, Any] = {address: "http://ann:pass-of-ann@127.0.0.1:9/v1", key: "a-secret"}
    with pytest.raises(SettingsError) as error:
        make(load(**settings))
    assert str(error.value) == (
        f"{address.upper()}=http://********@127.0.0.1:9/v1: has a name and a password, and"
        f" {key.upper()} is sent in their place: take the one or the other away"
    )


async def test_a_deepgram_of_ones_own_may_ask_for_a_login():
    """Its check sends it; with a key beside it, it says so."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        url = peer.url.replace("//", "//ann:pass-of-ann@")
        finding = await check_recognisers(load(deepgram_base_url=url))
        assert "HTTP 401" in finding.detail  # the peer wants a key, and is sent a login
        with pytest.raises(SettingsError, match=r"^DEEPGRAM_BASE_URL=ws://\*+@127\.0\.0\.1:"):
            await check_recognisers(load(deepgram_base_url=url, deepgram_api_key="a-secret"))


@pytest.mark.parametrize(
    "name", ["twilio_base_url", "hubspot_base_url", "vonage_base_url", "web_search_base_url"]
)
def test_an_address_that_a_key_is_always_sent_to_has_no_login(name: str):
    """It would never be used."""
    with pytest.raises(SettingsError) as error:
        load(**{name: "https://ann:pass-of-ann@api.example.com"})
    told = f"{name.upper()}=https://********@api.example.com: no name and no password in it, as a"
    assert str(error.value).startswith(told)


async def test_a_model_behind_a_login_is_asked_with_it():
    """As an Ollama behind a proxy that wants one; before, no request could be sent."""
    asked: list[str | None] = []

    async def models(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Authorization"))
        return web.json_response({"data": [{"id": "llama"}]})

    app = web.Application()
    app.router.add_get("/v1/models", models)
    async with TestServer(app) as server:
        url = f"http://ann:pass-of-ann@127.0.0.1:{server.port}"
        endpoint = endpoints.ollama(load(ollama_base_url=url))
        async with open_client(endpoint, 5) as client:
            await client.get(str(endpoint.models_url))
    assert asked == [aiohttp.encode_basic_auth("ann", "pass-of-ann")]
