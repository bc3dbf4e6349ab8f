"""Refused callers: an agent asks for another's, or somebody whose right to ask has ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from pipeline.runtime import Runtime
from server.auth.session_cookie import CSRF_HEADER, csrf_of
from server.serving.serving import serving
from settings.api_keys import Role
from tests.server.route_table import API, filled, requests_of, sockets_of
from tests.server.signing_in import SESSION, USERS, begin_session
from tests.server.stage import (
    ADA,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    PATIENCE_S,
    SAM,
    START,
    ManualClock,
    Served,
    an_app,
    asked,
    close_code,
    from_everywhere,
    refused,
)

OWN = "http://127.0.0.1"
AN_AGENTS = {
    ("GET", "/api/calls"),
    ("POST", "/api/calls"),
    ("GET", "/api/export/calls"),
    ("GET", "/api/favourites"),
    ("GET", "/api/insights"),
    ("POST", "/api/tokens"),
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/process"),
    ("POST", "/api/process"),
    ("GET", "/api/process/{session_id}"),
    ("POST", "/api/process/{session_id}"),
    ("DELETE", "/api/process/{session_id}"),
    ("POST", "/api/batch/analyze"),
}
"""What an agent may ask that is about no one call; all else of the API is refused."""
CHAT = "/api/process/chat"


def _requests(app: FastAPI) -> list[tuple[str, str]]:
    """Each method of each route of the API."""
    return sorted({one for one in requests_of(app) if one[1].startswith(API)})


def _cookie(secret: str) -> dict[str, str]:
    """The headers of a page of ours, for whoever has that session."""
    return {"Cookie": f"{SESSION}={secret}", "Origin": OWN, CSRF_HEADER: csrf_of(secret)}


def _bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


async def _token(app: FastAPI, key: str, call_id: str) -> str:
    async with asked(app, key) as client:
        answer = await client.post("/api/tokens", json={"call_id": call_id, "ttl_s": 60})
        return answer.json()["token"]


async def test_an_agent_is_refused_whatever_is_anothers(tmp_path: Path) -> None:
    """With a key, a session, and a token of the agent's own call, at each route of the API."""
    async with (
        an_app(tmp_path, **USERS) as (runtime, app),
        asked(from_everywhere(app)) as client,
    ):
        await runtime.log.favourites.keep("maria", MARIAS, "s1", START)
        message = {"speaker": "customer", "text": "Hello."}
        await client.post(CHAT, json=message, headers=_bearer(MARIA))
        session = await begin_session(runtime, "ben", Role.AGENT)
        bens = [_bearer(BEN), _cookie(session), _bearer(await _token(app, BEN, BENS))]
        walked = _requests(app)
        assert len(walked) > 60
        for method, path in walked:
            if (method, path) in AN_AGENTS:
                continue
            at = filled(path, call_id=MARIAS, suggestion_id="s1")
            for headers in bens:
                body = None if method in ("GET", "DELETE") else {}
                answer = await client.request(method, at, json=body, headers=headers)
                assert answer.status_code == 403, (method, path, headers, answer.text)
        assert set(walked) >= AN_AGENTS
        for path in sorted(path for method, path in AN_AGENTS if method == "GET"):
            for headers in bens:
                at = filled(path, session_id="chat")
                answer = await client.get(at, params={"agent_id": "maria"}, headers=headers)
                assert answer.status_code in (200, 403, 404, 422), (path, answer.text)
                assert MARIAS not in answer.text
                assert "Hello" not in answer.text
        answer = await client.post("/api/tokens", json={"call_id": MARIAS}, headers=bens[0])
        assert answer.status_code == 403
        theirs = {"agent": "+15550100001", "customer": "+15550100002", "agent_id": "maria"}
        answer = await client.post("/api/calls", json=theirs, headers=bens[0])
        assert answer.status_code == 403  # before it is told whether there is a carrier
        assert (await client.delete(CHAT, headers=bens[0])).status_code == 404
        assert (await client.get(CHAT, headers=_bearer(MARIA))).status_code == 200


async def _ended(runtime: Runtime, app: FastAPI, clock: ManualClock) -> dict[str, dict[str, str]]:
    """The headers of those who might ask once, and may no more; by what has ended."""
    async with asked(app, ADA) as ada, asked(app) as client:
        keys = [
            (await ada.post("/api/keys", json={"name": name, "role": "supervisor"})).json()["key"]
            for name in ("lee", "kim")
        ]
        old = {
            "the hours of a session": await begin_session(runtime, lasts=timedelta(hours=1)),
            "an idle session": await begin_session(runtime),
        }
        tokens = {
            "a token": await _token(app, SAM, MARIAS),
            "a token's key": await _token(app, keys[1], MARIAS),
        }
        clock.advance(timedelta(minutes=61).total_seconds())
        old["a session that signed out"] = out = await begin_session(runtime)
        assert (await client.delete("/api/session", headers=_cookie(out))).status_code == 200
        old["a session that was ended"] = await begin_session(runtime, "eve")
        (eve,) = [one for one in (await ada.get("/api/sessions")).json() if one["name"] == "eve"]
        answer = await ada.delete(f"/api/sessions/{eve['session_id']}")
        assert answer.status_code == 204
        for name in ("lee", "kim"):
            assert (await ada.delete(f"/api/keys/{name}")).status_code == 204
    bearers = tokens | {"a key": keys[0]}
    return {what: _cookie(secret) for what, secret in old.items()} | {
        what: _bearer(credential) for what, credential in bearers.items()
    }


async def test_who_may_no_more_is_refused_everywhere(tmp_path: Path) -> None:
    """401 at each route and each WebSocket of the API, before anything is looked at."""
    clock = ManualClock()
    async with (
        an_app(tmp_path, clock, **USERS) as (runtime, app),
        asked(from_everywhere(app)) as client,
        serving(runtime, "127.0.0.1", 0) as (_, port),
    ):
        ended = await _ended(runtime, app, clock)
        for what, headers in ended.items():
            for method, path in _requests(app):
                at = filled(path, call_id=MARIAS)
                answer = await client.request(method, at, headers=headers)
                assert answer.status_code == 401, (what, method, path, answer.text)
            for path in _api_sockets(app):
                refusal = await refused(_opened(port, path, headers), None)
                assert refusal, (what, path)
                assert refusal.status_code == 401, (what, path)


def _api_sockets(app: FastAPI) -> list[str]:
    found = [path for path in sockets_of(app) if path.startswith(API)]
    assert len(found) >= 2
    return found


def _opened(port: int, path: str, headers: dict[str, str]) -> connect:
    """A client of a WebSocket; a page's says where it is from."""
    more = {name: value for name, value in headers.items() if name != "Origin"}
    origin = Origin(f"{OWN}:{port}") if "Cookie" in headers else None
    address = f"ws://127.0.0.1:{port}{filled(path, call_id=MARIAS)}"
    return connect(address, origin=origin, additional_headers=more, proxy=None)


async def test_what_is_open_ends_with_the_right_to_it(tmp_path: Path) -> None:
    """Each WebSocket and each event stream of the API, of a removed key and of a session."""
    clock = ManualClock()
    async with (
        an_app(tmp_path, clock, **USERS) as (runtime, app),
        serving(runtime, "127.0.0.1", 0) as (_, port),
        AsyncExitStack() as stack,
    ):
        server = Served(runtime, port)
        ada = await stack.enter_async_context(server.ask(ADA))
        answer = await ada.post("/api/keys", json={"name": "lee", "role": "supervisor"})
        secret = await begin_session(runtime, "eve", Role.SUPERVISOR)
        holders = [_bearer(answer.json()["key"]), _cookie(secret)]
        holders[1]["Origin"] = server.http
        streams = [path for method, path in _requests(app) if path.endswith("/live")]
        assert len(streams) >= 2
        anybody = await stack.enter_async_context(server.ask())
        sockets, lines = list[ClientConnection](), list[AsyncIterator[str]]()
        for number, headers in enumerate(holders):
            for path in _api_sockets(app):
                opening = _opened(port, filled(path, call_id=f"CA-{number}"), headers)
                sockets.append(await stack.enter_async_context(opening))
            for path in streams:
                asking = anybody.stream("GET", filled(path, call_id=MARIAS), headers=headers)
                stream = await stack.enter_async_context(asking)
                assert stream.status_code == 200
                lines.append(stream.aiter_lines())
                await anext(lines[-1])
        await ada.delete("/api/keys/lee")
        (eve,) = (await ada.get("/api/sessions")).json()
        await ada.delete(f"/api/sessions/{eve['session_id']}")
        assert [await close_code(socket) for socket in sockets] == [4401] * len(sockets)
        async with asyncio.timeout(PATIENCE_S):
            for one in lines:
                while await anext(one, None) is not None:
                    pass
