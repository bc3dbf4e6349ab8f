"""Authentication gate: who passes, how often, and that a request is authenticated once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY

from pubsub.clock import Clock
from server.asgi.auth_gate import FAILURES_A_MINUTE, AuthGate
from server.asgi.open_sockets import OpenSockets
from server.asgi.rate_limit import RATE_LIMIT_FIELDS
from server.auth.authenticator import Authenticator
from server.auth.caller import Caller
from settings import load
from settings.api_keys import Role
from tests.now import Now
from tests.server.bare_server import ok
from tests.server.stage import (
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    Served,
    an_app,
    asked,
    events,
    refused,
    served,
)


def _authentications() -> float:
    """How many keys and tokens were looked at so far, in this process."""
    name = "callshadow_authentications_total"
    counts = (REGISTRY.get_sample_value(name, {"result": r}) for r in ("accepted", "refused"))
    return sum(count or 0 for count in counts)


async def _token(server: Served) -> str:
    async with server.ask(SAM) as client:
        answer = await client.post("/api/tokens", json={"call_id": MARIAS, "ttl_s": 60})
        return answer.json()["token"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/api/calls/{MARIAS}", 200),
        (f"/api/calls/{MARIAS}/events", 200),
        (f"/api/calls/{BENS}", 403),
        ("/api/calls", 403),
        ("/metrics", 403),
    ],
)
async def test_a_request_is_authenticated_once(tmp_path: Path, path: str, status: int) -> None:
    """Its token is verified by the gate alone, whatever dependencies its route has."""
    async with (
        served(tmp_path, api_keys=API_KEYS) as server,
        server.ask(await _token(server)) as client,
    ):
        before = _authentications()
        assert (await client.get(path)).status_code == status
        assert _authentications() == before + 1


async def test_a_websocket_is_authenticated_once(tmp_path: Path) -> None:
    """Before the upgrade, whether it is refused or let in, and whatever it sees then."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        token = await _token(server)
        before = _authentications()
        refusal = await refused(server.live(BENS, token))
        assert refusal
        assert refusal.status_code == 403
        assert _authentications() == before + 1
        async with server.live(MARIAS, token) as socket:
            await events(socket, 3)
        assert _authentications() == before + 2


async def test_who_was_refused_is_counted(tmp_path: Path) -> None:
    """`callshadow_authentications_total` tells good keys and tokens from wrong and missing ones."""
    name = "callshadow_authentications_total"
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        before = [REGISTRY.get_sample_value(name, {"result": "refused"}) or 0, _authentications()]
        for credential in (SAM, "wrong", None):
            async with asked(app, credential) as client:
                await client.get("/api/calls")
        after = [REGISTRY.get_sample_value(name, {"result": "refused"}) or 0, _authentications()]
    assert [now - then for now, then in zip(after, before, strict=True)] == [2, 3]


def _gated(now: Now, **settings: Any) -> AuthGate:
    loaded = load(**settings)
    return AuthGate(ok, Authenticator(loaded, Clock()), loaded, OpenSockets(), now=now)


async def _get(
    gate: AuthGate, credential: str | None, path: str = "/api/calls", client: str = "127.0.0.1"
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    transport = httpx.ASGITransport(gate, client=(client, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        return await http.get(path, headers=headers)


async def test_a_key_that_asks_too_often_is_told_when_to_come_back() -> None:
    """429 with the error's body, `Retry-After` and the fields; another key is answered."""
    now = Now()
    gate = _gated(now, api_keys=API_KEYS, rate_limit_per_minute=3)
    answers = [await _get(gate, MARIA) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert all(field in answer.headers for answer in answers for field in RATE_LIMIT_FIELDS)
    refusal = answers[-1]
    assert refusal.headers["Retry-After"] == "20"
    assert refusal.json()["error_code"] == "too_many_requests"
    assert refusal.json()["retry_after"] == 20
    assert (await _get(gate, BEN)).status_code == 200
    now.at = 20.0
    assert (await _get(gate, MARIA)).status_code == 200


async def test_each_token_is_counted_on_its_own() -> None:
    """Two calls embedded by one CRM's key do not take each other's share."""
    settings = load(api_keys=API_KEYS, rate_limit_per_minute=1)
    authenticator = Authenticator(settings, ManualClock())
    gate = AuthGate(ok, authenticator, settings, OpenSockets(), now=Now())
    by = Caller("sam", Role.SUPERVISOR)
    statuses = []
    for call_id in ("CA1", "CA2", "CA1"):
        token, _ = authenticator.tokens.issue(
            by, call_id, Role.AGENT, ttl=timedelta(minutes=1), now=START
        )
        statuses.append((await _get(gate, token)).status_code)
    assert statuses == [200, 200, 429]


async def test_who_has_no_key_is_counted_by_address() -> None:
    """Failures are limited for their address; a good key from there is answered all the same."""
    gate = _gated(Now(), api_keys=API_KEYS)
    statuses = [(await _get(gate, "wrong")).status_code for _ in range(FAILURES_A_MINUTE + 1)]
    assert statuses == [401] * FAILURES_A_MINUTE + [429]
    assert (await _get(gate, None)).status_code == 429
    assert (await _get(gate, None, client="192.0.2.7")).status_code == 401
    assert (await _get(gate, MARIA)).status_code == 200


async def test_an_ipv6_network_is_one_address() -> None:
    """A client that has 2⁶⁴ addresses does not have as many tries."""
    gate = _gated(Now(), api_keys=API_KEYS)
    for host in range(FAILURES_A_MINUTE):
        await _get(gate, None, client=f"2001:db8:1:1::{host:x}")
    assert (await _get(gate, None, client="2001:db8:1:1:ffff::1")).status_code == 429
    assert (await _get(gate, None, client="2001:db8:1:2::1")).status_code == 401


async def test_an_address_is_one_however_it_is_written() -> None:
    """An IPv4 address is not the network of all of them, where IPv6 has it mapped."""
    gate = _gated(Now(), api_keys=API_KEYS)
    for _ in range(FAILURES_A_MINUTE):
        await _get(gate, None, client="::ffff:192.0.2.7")
    assert (await _get(gate, None, client="192.0.2.7")).status_code == 429
    assert (await _get(gate, None, client="::ffff:192.0.2.8")).status_code == 401


async def test_whoever_has_no_address_shares_one_limit() -> None:
    """A proxy may pass on what it was sent; each other word would be a fresh limit."""
    gate = _gated(Now(), api_keys=API_KEYS)
    for number in range(FAILURES_A_MINUTE):
        await _get(gate, None, client=f"word-{number}")
    assert (await _get(gate, None, client="unknown")).status_code == 429


async def test_only_the_api_is_limited() -> None:
    """Pages, health and Twilio's signed webhooks are not, and have no such headers."""
    gate = _gated(Now(), api_keys=API_KEYS, rate_limit_per_minute=1)
    for path in ("/", "/static/x", "/healthz", "/readyz", "/docs", "/twilio/voice"):
        answers = [await _get(gate, MARIA, path) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert "RateLimit-Limit" not in answers[0].headers


@pytest.mark.parametrize(
    ("settings", "limit"),
    [
        ({"api_keys": API_KEYS}, "600"),
        ({"api_keys": API_KEYS, "rate_limit_per_minute": 7}, "7"),
        ({"api_keys": API_KEYS, "rate_limit_per_minute": 0}, None),
        ({"rate_limit_per_minute": 7}, "7"),
        ({}, None),
    ],
)
async def test_the_limit_is_the_settings(settings: dict[str, Any], limit: str | None) -> None:
    """600 a minute with keys, none without, and what is set wins; 0 is none."""
    answer = await _get(_gated(Now(), **settings), MARIA)
    assert answer.headers.get("RateLimit-Limit") == limit


async def test_websockets_are_limited_on_their_own(tmp_path: Path) -> None:
    """A real client gets 429 with `Retry-After` before the upgrade, and REST is still answered."""
    async with served(tmp_path, api_keys=API_KEYS, socket_limit_per_minute=1) as server:
        assert await refused(server.live(MARIAS, MARIA)) is None
        refusal = await refused(server.live(MARIAS, MARIA))
        assert refusal
        assert refusal.status_code == 429
        assert 0 < int(refusal.headers["Retry-After"]) <= 60
        assert await refused(server.live(MARIAS, SAM)) is None
        async with server.ask(MARIA) as client:
            assert (await client.get("/api/calls")).status_code == 200


async def test_a_body_is_not_read_for_who_is_not_known(tmp_path: Path) -> None:
    """Without a key, the answer comes before a byte of the body was asked for."""
    asked_for = []

    async def pieces() -> AsyncIterator[bytes]:
        asked_for.append(True)
        yield b"{}"

    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app) as client:
        assert (await client.post("/api/tokens", content=pieces())).status_code == 401
    assert asked_for == []
