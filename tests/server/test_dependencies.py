"""Authorisation: each role at each route, in REST and before a WebSocket's upgrade."""

from inspect import isasyncgenfunction, iscoroutinefunction
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from server.api_router import ROUTES
from settings.api_keys import Role
from tests.server.route_table import called_before
from tests.server.stage import (
    ADA,
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    UNKNOWN,
    an_app,
    asked,
    from_everywhere,
    refused,
    served,
)


def test_no_request_and_no_socket_goes_through_a_thread() -> None:
    """A function that is no coroutine does, and each change of threads waits for many calls."""
    found = [*called_before(ROUTES)]
    assert {"/api/knowledge/search", "/api/ingest/{call_id}"} <= {path for path, _ in found}
    assert {path: call for path, call in found if not _is_of_the_loop(call)} == {}


def _is_of_the_loop(call: Any) -> bool:
    return any(
        iscoroutinefunction(one) or isasyncgenfunction(one) for one in (call, type(call).__call__)
    )


NOTE = {"text": "Ask for the budget."}


WHO = ("nobody", "wrong", "maria", "ben", "sam", "ada", "agent token", "supervisor token", "other")


KEYS = {"wrong": "k" * 32, "maria": MARIA, "ben": BEN, "sam": SAM, "ada": ADA}


# The answers to nobody, a wrong key, Maria, Ben, a supervisor, an admin, a token of Maria's call
# for an agent, one for a supervisor, and a token of another call.
MATRIX = [
    ("GET", "/api/calls", None, (401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("GET", f"/api/calls/{MARIAS}", None, (401, 401, 200, 403, 200, 200, 200, 200, 403)),
    ("GET", f"/api/calls/{MARIAS}/events", None, (401, 401, 200, 403, 200, 200, 200, 200, 403)),
    ("GET", f"/api/calls/{UNKNOWN}", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("GET", f"/api/calls/{UNKNOWN}/events", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("POST", f"/api/calls/{MARIAS}/notes", NOTE, (401, 401, 403, 403, 201, 201, 403, 201, 403)),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "agent", "ttl_s": 60},
        (401, 401, 200, 403, 200, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "supervisor", "ttl_s": 60},
        (401, 401, 403, 403, 200, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": MARIAS, "role": "admin", "ttl_s": 60},
        (401, 401, 403, 403, 403, 200, 403, 403, 403),
    ),
    (
        "POST",
        "/api/tokens",
        {"call_id": UNKNOWN, "role": "agent", "ttl_s": 60},
        (401, 401, 404, 404, 200, 200, 403, 403, 403),
    ),
    ("GET", "/api/settings", None, (401, 401, 403, 403, 403, 200, 403, 403, 403)),
    ("GET", "/api/prompts", None, (401, 401, 403, 403, 403, 200, 403, 403, 403)),
    (
        "PUT",
        "/api/prompts",
        {"prompt": "coach"},
        (401, 401, 403, 403, 403, 200, 403, 403, 403),
    ),
    ("DELETE", f"/api/calls/{UNKNOWN}", None, (401, 401, 404, 404, 404, 404, 403, 403, 403)),
    ("DELETE", f"/api/calls/{MARIAS}", None, (401, 401, 403, 403, 403, 409, 403, 403, 403)),
    ("GET", "/metrics", None, (401, 401, 403, 403, 200, 200, 403, 403, 403)),
    ("GET", "/healthz", None, (200,) * 9),
    ("GET", "/readyz", None, (200,) * 9),
    ("GET", "/docs", None, (200,) * 9),
    ("GET", "/openapi.json", None, (200,) * 9),
    ("GET", "/asyncapi.json", None, (200,) * 9),
    ("GET", "/", None, (200,) * 9),
    ("GET", f"/calls/{MARIAS}", None, (200,) * 9),
]


async def test_each_role_at_each_route(tmp_path: Path) -> None:
    """401 for a missing or wrong key, 403 for a known one that is not for this, 404 only then."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        credentials = KEYS | await _tokens(app)
        for method, path, body, expected in MATRIX:
            answers = []
            for who in WHO:
                async with asked(app, credentials.get(who)) as client:
                    answers.append(await client.request(method, path, json=body))
            statuses = tuple(answer.status_code for answer in answers)
            assert statuses == expected, (method, path, body)
            for answer in answers:
                if answer.is_error:
                    assert set(answer.json()) >= {"error_code", "message", "details", "retry_after"}
                assert (answer.status_code == 401) == ("www-authenticate" in answer.headers)


CARRIERS = ("twilio", "telnyx")
"""Those whose webhooks prove themselves by a signature."""


async def test_no_route_is_open_that_is_not_meant_to_be(tmp_path: Path) -> None:
    """Every documented route but health and the carriers' own refuses a request without a key."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS) as (_, app),
        asked(from_everywhere(app)) as client,
    ):
        unguarded = set()
        for path, operations in app.openapi()["paths"].items():
            for method, operation in operations.items():
                answer = await client.request(method, path.replace("{call_id}", MARIAS))
                if answer.status_code != 401:
                    unguarded.add(path)
                else:
                    assert {"401", "403", "429"} <= set(operation["responses"])
                    assert operation["security"] == [{"Bearer": []}]
        signed = {f"/{carrier}/{hook}" for carrier in CARRIERS for hook in ("voice", "status")}
        for hook in ("conference", "dialled", "notice", "transcription"):
            signed.add(f"/twilio/{hook}")
        signed |= {"/vonage/answer", "/vonage/dialled", "/vonage/event"}
        assert unguarded == {"/healthz", "/readyz"} | signed


async def test_the_list_of_an_agent_holds_their_own_calls(tmp_path: Path) -> None:
    """An agent's key lists the calls whose `agent_id` is its name; a supervisor's lists all."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        listed = {}
        for who, key in (("maria", MARIA), ("ben", BEN), ("sam", SAM)):
            async with asked(app, key) as client:
                answer = await client.get("/api/calls", params={"search": "turn"})
                listed[who] = {call["call_id"] for call in answer.json()}
        assert listed == {"maria": {MARIAS}, "ben": {BENS}, "sam": {MARIAS, BENS}}


@pytest.mark.parametrize(
    ("call_id", "expected"),
    [
        (MARIAS, (401, 401, 101, 403, 101, 101, 101, 101, 403)),
        (UNKNOWN, (401, 401, 101, 101, 101, 101, 403, 403, 403)),
    ],
)
async def test_a_websocket_is_refused_before_the_upgrade(
    tmp_path: Path, call_id: str, expected: tuple[int, ...]
) -> None:
    """A real client gets 401 or 403 with the error's body, or a socket that speaks our protocol."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.ask(ADA) as client:
            credentials = KEYS | await _tokens_of(client)
        statuses = []
        for who in WHO:
            refusal = await refused(server.live(call_id, credentials.get(who)))
            statuses.append(refusal.status_code if refusal else 101)
            if refusal:
                body = orjson.loads(refusal.body)
                assert set(body) >= {"error_code", "message", "details", "retry_after"}
                assert ("WWW-Authenticate" in refusal.headers) == (refusal.status_code == 401)
        assert tuple(statuses) == expected


async def test_a_websocket_with_a_bad_cursor_is_refused_by_name(tmp_path: Path) -> None:
    """A wrong `after` is 422 with the error's body, and 401 comes first."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        for key, status, code in (
            (MARIA, 422, "invalid_request"),
            (None, 401, "credential_missing"),
        ):
            refusal = await refused(server.live(MARIAS, key, after=-1))
            assert refusal
            assert refusal.status_code == status
            assert orjson.loads(refusal.body)["error_code"] == code


async def _tokens(app: FastAPI) -> dict[str, str]:
    async with asked(app, ADA) as client:
        return await _tokens_of(client)


async def _tokens_of(client: httpx.AsyncClient) -> dict[str, str]:
    wanted = {
        "agent token": (MARIAS, Role.AGENT),
        "supervisor token": (MARIAS, Role.SUPERVISOR),
        "other": (BENS, Role.ADMIN),
    }
    made = {}
    for who, (call_id, role) in wanted.items():
        body = {"call_id": call_id, "role": role, "ttl_s": 60}
        made[who] = (await client.post("/api/tokens", json=body)).json()["token"]
    return made
