"""The limits: how often somebody may ask, and how much they may send."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from server.asgi.auth_gate import FAILURES_A_MINUTE, AuthGate
from server.asgi.body_limit import MAX_BODY_BYTES, BodyLimit
from server.asgi.rate_limit import RATE_LIMIT_FIELDS, RateLimiter
from server.auth.authenticator import Authenticator
from server.auth.caller import Caller
from server.clock import Clock
from settings import load
from settings.api_keys import Role
from tests.server.stage import (
    API_KEYS,
    BEN,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    an_app,
    asked,
    refused,
    served,
)


def test_so_many_may_pass_at_once_and_then_evenly() -> None:
    """After a burst of the whole limit, one more passes each time that its share has gone by."""
    limiter = RateLimiter(60, window_s=60)
    assert [limiter.take("a", 0.0).allowed for _ in range(61)] == [True] * 60 + [False]
    assert not limiter.take("a", 0.9).allowed
    assert [limiter.take("a", 1.0).allowed for _ in range(2)] == [True, False]
    assert [limiter.take("a", 11.0).allowed for _ in range(11)] == [True] * 10 + [False]


def test_each_key_is_counted_on_its_own() -> None:
    """One who asks too often costs the others nothing."""
    limiter = RateLimiter(1)
    assert limiter.take("a", 0.0).allowed
    assert not limiter.take("a", 0.0).allowed
    assert limiter.take("b", 0.0).allowed


def test_a_verdict_says_what_is_left_and_how_long_to_wait() -> None:
    """Remaining counts down; the reset is when all is free again; the wait is for the next one."""
    limiter = RateLimiter(4, window_s=60)
    first, second = limiter.take("a", 100.0), limiter.take("a", 105.0)
    assert (first.remaining, first.reset_s, first.retry_after_s) == (3, 15.0, 0.0)
    assert (second.remaining, second.reset_s) == (2, 25.0)
    limiter.take("a", 105.0)
    limiter.take("a", 105.0)
    refusal = limiter.take("a", 105.0)
    assert (refusal.allowed, refusal.remaining) == (False, 0)
    assert (refusal.reset_s, refusal.retry_after_s) == (55.0, 10.0)
    assert limiter.take("a", 115.0).allowed


def test_the_headers_are_those_of_the_draft() -> None:
    """Policy and state as structured fields, and the three older fields, in whole seconds."""
    verdict = RateLimiter(100, window_s=60).take("a", 0.0)
    assert verdict.headers() == {
        "RateLimit-Policy": '"default";q=100;w=60',
        "RateLimit": '"default";r=99;t=1',
        "RateLimit-Limit": "100",
        "RateLimit-Remaining": "99",
        "RateLimit-Reset": "1",
    }


def test_memory_is_bounded() -> None:
    """Of more keys than it may remember, the longest unseen is forgotten first."""
    limiter = RateLimiter(1, max_keys=2)
    for key in ("a", "b", "c"):
        limiter.take(key, 0.0)
    assert limiter.take("a", 0.0).allowed
    assert not limiter.take("c", 0.0).allowed


@given(st.integers(1, 50), st.lists(st.floats(0, 40, allow_nan=False), max_size=200))
def test_no_window_lets_more_than_twice_the_limit_pass(limit: int, steps: list[float]) -> None:
    """However requests come, a window holds the burst and what flows in, and no more."""
    limiter = RateLimiter(limit, window_s=60)
    now, passed = 0.0, []
    for step in steps:
        now += step
        verdict = limiter.take("a", now)
        assert 0 <= verdict.remaining <= limit
        assert verdict.allowed == (verdict.retry_after_s == 0)
        if verdict.allowed:
            passed.append(now)
    for start in passed:
        assert sum(start <= at < start + 60 for at in passed) <= 2 * limit


@given(st.integers(1, 1000), st.floats(0, 1e9, allow_nan=False))
def test_who_waits_as_told_may_pass(limit: int, now: float) -> None:
    """After `retry_after_s` the next request is not refused again."""
    limiter = RateLimiter(limit, window_s=60)
    while (verdict := limiter.take("a", now)).allowed:
        pass
    assert limiter.take("a", now + verdict.retry_after_s).allowed


class Now:
    """A time in seconds that a test moves."""

    def __init__(self) -> None:
        """Begin at 0."""
        self.at = 0.0

    def __call__(self) -> float:
        """The present time."""
        return self.at


async def _ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def _gated(now: Now, **settings: Any) -> AuthGate:
    loaded = load(**settings)
    return AuthGate(_ok, Authenticator(loaded, Clock()), loaded, now)


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
    gate = AuthGate(_ok, authenticator, settings, Now())
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


async def test_a_body_may_be_so_large_and_not_larger(tmp_path: Path) -> None:
    """Whether the length is stated or not, more than a MiB is 413 with the error's body."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 1024 + 1):
            yield b" " * 1024

    path = f"/api/calls/{MARIAS}/notes"
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, SAM) as client:
        kind = {"Content-Type": "application/json"}
        for body in (b" " * (MAX_BODY_BYTES + 1), pieces()):
            answer = await client.post(path, content=body, headers=kind)
            assert (answer.status_code, answer.json()["error_code"]) == (413, "body_too_large")
        fitting = b'{"text": "x"}'.ljust(MAX_BODY_BYTES)
        assert (await client.post(path, content=fitting, headers=kind)).status_code == 201


async def test_a_body_is_not_read_for_who_is_not_known(tmp_path: Path) -> None:
    """Without a key, the answer comes before a byte of the body was asked for."""
    asked_for = []

    async def pieces() -> AsyncIterator[bytes]:
        asked_for.append(True)
        yield b"{}"

    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app) as client:
        assert (await client.post("/api/tokens", content=pieces())).status_code == 401
    assert asked_for == []


async def test_recordings_may_be_larger() -> None:
    """Where two sound files come in, a body of some MiB passes."""
    read = 0

    async def reader(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal read
        more = True
        while more:
            message = await receive()
            read += len(message["body"])
            more = message.get("more_body", False)
        await _ok(scope, receive, send)

    transport = httpx.ASGITransport(BodyLimit(reader))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        body = bytes(3 * MAX_BODY_BYTES)
        assert (await client.post("/api/calls/CA1/audio", content=body)).status_code == 200
        assert read == len(body)
        assert (await client.post("/api/calls/CA1/notes", content=body)).status_code == 413
