"""Asking a vendor's address."""

import pytest

from peers.openai import OpenAIPeer
from services.http_probe import http_address, probe_http


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("wss://stt.example", "https://stt.example"),
        ("ws://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("https://aws.stt.example", "https://aws.stt.example"),
        ("http://ws.example", "http://ws.example"),
    ],
)
def test_a_sockets_address_is_asked_over_http(address: str, asked: str):
    """Only the scheme changes, wherever else the letters `ws` stand."""
    assert http_address(address) == asked


async def test_an_address_that_is_not_there_does_where_only_the_key_counts():
    """404 is an answer: the server is there, and has taken the key."""
    async with OpenAIPeer(api_key="right") as model:
        url = f"{model.url}/nonsense"
        found = await probe_http(url, "Bearer right", "A server")
        assert (found.ok, found.detail) == (True, "A server at 127.0.0.1")
        missing = await probe_http(url, "Bearer right", "A server", exists=True)
        assert (missing.ok, missing.detail) == (False, "127.0.0.1 answers HTTP 404")
        refused = await probe_http(url.replace("nonsense", "models"), "Bearer wrong", "A server")
        assert (refused.ok, refused.detail) == (False, "127.0.0.1 refuses the key")
