"""The API reference as it is served, over a real socket: our own files under our own policy."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.asyncapi.document import asyncapi_document
from server.routes import reference
from tests.server.stage import API_KEYS, served

SWAGGER = ("/docs/swagger/swagger-ui-bundle.js", "/docs/swagger/swagger-ui.css")
OURS = ("/docs/page/reference.js", "/docs/page/reference.css")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key of a server that has keys."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask() as client:
        yield client


async def test_the_page_and_its_files_come_from_here(client: httpx.AsyncClient) -> None:
    """Nothing is inline, nothing is from elsewhere, and every file that it names is there."""
    html = (await client.get("/docs")).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
    named = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert set(named) >= {*SWAGGER, *OURS}
    for path in named:
        assert path.startswith("/")
        assert (await client.get(path)).status_code == 200, path


@pytest.mark.parametrize("path", ["/docs", *SWAGGER, *OURS])
async def test_the_policy_is_the_consoles(client: httpx.AsyncClient, path: str) -> None:
    """This origin's own files alone, no inline script or style, and no page may frame it."""
    headers = (await client.get(path)).headers
    policy = dict(
        directive.split(maxsplit=1) for directive in headers["content-security-policy"].split("; ")
    )
    assert policy.pop("img-src", "'self'") in {"'self'", "'self' data:"}
    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_the_page_is_not_sent_again(client: httpx.AsyncClient) -> None:
    """What a browser has is answered with 304, the large script too."""
    for path in ("/docs", SWAGGER[0]):
        first = await client.get(path)
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_nothing_else_of_the_wheel_is_served(client: httpx.AsyncClient) -> None:
    """Neither its other files, nor ours beyond the page's, nor FastAPI's pages."""
    for path in (
        "/docs/swagger/redoc.standalone.js",
        "/docs/swagger/favicon.png",
        "/docs/swagger/../core.py",
        "/docs/swagger/%2e%2e/core.py",
        "/docs/page/reference.html",
        "/docs/page/../app.py",
        "/docs/oauth2-redirect",
        "/redoc",
    ):
        assert (await client.get(path)).status_code == 404, path


def test_the_wheel_has_what_the_page_needs() -> None:
    """`fastapi-offline` carries Swagger UI where we look for it; its own code is not run."""
    for path in SWAGGER:
        assert (reference.SWAGGER / Path(path).name).stat().st_size > 100_000


async def test_the_websockets_are_a_document(client: httpx.AsyncClient) -> None:
    """AsyncAPI as JSON, with the address that it was asked at; the OpenAPI page leads to it."""
    document = (await client.get("/asyncapi.json")).json()
    host = client.base_url.netloc.decode()
    assert document.pop("servers") == {"here": {"host": host, "protocol": "ws"}}
    assert document == asyncapi_document()
    assert "/asyncapi.json" in (await client.get("/openapi.json")).json()["info"]["description"]


async def test_behind_tls_the_address_is_a_secure_one(tmp_path: Path) -> None:
    """As a proxy on this machine says in `X-Forwarded-Proto`."""
    async with served(tmp_path) as server, server.ask() as client:
        headers = {"X-Forwarded-Proto": "https"}
        document = (await client.get("/asyncapi.json", headers=headers)).json()
    assert document["servers"]["here"]["protocol"] == "wss"
