"""Forged requests: no route of the application does what another page asks with a user's cookie."""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.typing import Origin

from pipeline.runtime import Runtime
from server.app import create_app
from server.auth.session_cookie import CSRF_HEADER, csrf_of, digest_of_secret
from server.carriers.paths import CARRIER_PATHS
from server.serving import serving
from settings.api_keys import Role
from stores.user_sessions import UserSession
from tests.server.signing_in import SESSION
from tests.server.stage import (
    API_KEYS,
    MARIAS,
    an_app,
    asked,
    from_everywhere,
    make_runtime,
    refused,
)

USERS: dict[str, Any] = {
    "api_keys": API_KEYS,
    "oidc_issuer": "http://127.0.0.1:9",
    "oidc_client_id": "x",
    "oidc_roles": "it=admin",
}
OWN, ELSEWHERE = "http://127.0.0.1", "https://evil.example"
SAFE = {"GET", "HEAD", "OPTIONS"}
FILES = {"/static", "/docs/page", "/docs/swagger"}
FORGED = {"csrf_wrong", "origin_not_allowed"}
PROVIDERS_OWN = "/auth/backchannel-logout"
"""It takes a signed token, and no cookie."""


def _table(app: FastAPI) -> Iterator[tuple[str, BaseRoute]]:
    """Each route, with the whole path at which it stands."""
    for found in iter_route_contexts(app.routes):
        yield found.path or "", found.original_route


def _changing(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Each method that may change something, with its path."""
    for path, route in _table(app):
        if isinstance(route, Mount):
            assert path in FILES, "what is mounted is asked nothing here"
        elif isinstance(route, Route):
            yield from ((method, path) for method in sorted((route.methods or set()) - SAFE))
        else:
            assert isinstance(route, WebSocketRoute), path


def _filled(path: str) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", "x", path.replace("{call_id}", MARIAS))


async def _signed_in(runtime: Runtime) -> str:
    """The secret of a new session of an administrator."""
    secret, now = secrets.token_urlsafe(32), runtime.clock.now()
    await runtime.log.user_sessions.begin(
        UserSession(
            digest_of_secret(secret),
            *("ada", Role.ADMIN, (), "Ada", "token"),
            began_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=1),
        )
    )
    return secret


async def test_no_route_takes_a_forged_request(tmp_path: Path) -> None:
    """Each method that changes something, at each route of the table; the console's own is taken.

    Without the page's token, with another session's, or from elsewhere. A carrier's webhooks and
    the provider's take no cookie: pages elsewhere are kept from the first by their origin alone.
    """
    walked = set[tuple[str, str]]()
    async with (
        an_app(tmp_path, **USERS) as (runtime, app),
        asked(from_everywhere(app)) as client,
    ):
        for method, path in _changing(app):
            secret = await _signed_in(runtime)
            own = {"Cookie": f"{SESSION}={secret}"}
            token = {CSRF_HEADER: csrf_of(secret)}
            forged = [token | {"Origin": ELSEWHERE}, token | {"Origin": "null"}]
            if not path.startswith(CARRIER_PATHS):
                others = {CSRF_HEADER: csrf_of("x" * 43)}
                forged += [{}, token, {"Origin": OWN}, others | {"Origin": OWN}]
            walked.add((method, path))
            for headers in forged if path != PROVIDERS_OWN else ():
                answer = await client.request(method, _filled(path), headers=own | headers)
                told = (method, path, headers, answer.text)
                assert answer.status_code == 403, told
                assert answer.json()["error_code"] in FORGED, told
            right = own | token | {"Origin": OWN}
            answer = await client.request(method, _filled(path), headers=right)
            assert answer.status_code != 401, (method, path)
            assert not any(one in answer.text for one in FORGED), (method, path)
    assert len(walked) > 45


async def test_no_socket_opens_for_a_page_elsewhere(tmp_path: Path) -> None:
    """Each WebSocket of the table: a browser sends the cookie along, and says where the page is."""
    async with (
        make_runtime(tmp_path, **USERS) as runtime,
        serving(runtime, "127.0.0.1", 0) as (_, port),
    ):
        cookie = {"Cookie": f"{SESSION}={await _signed_in(runtime)}"}
        table = _table(create_app(runtime))
        paths = [path for path, route in table if isinstance(route, WebSocketRoute)]
        assert len(paths) >= 7
        for path in paths:
            address = f"ws://127.0.0.1:{port}{_filled(path)}"
            for origin in (ELSEWHERE, "null", "http://127.0.0.1:1"):
                refusal = await refused(
                    connect(address, origin=Origin(origin), additional_headers=cookie, proxy=None)
                )
                assert refusal, (path, origin)
                assert refusal.status_code == 403, (path, origin)
                assert orjson.loads(refusal.body)["error_code"] in FORGED, (path, origin)
