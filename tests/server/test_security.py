"""What browsers are told and asked: origins, CORS and headers."""

from pathlib import Path

import orjson
import pytest

from server.auth.origins import allowed_origin, host_of, is_local, is_loopback
from tests.server.stage import API_KEYS, MARIA, MARIAS, an_app, asked, refused, served

CRM = "https://crm.example.com"


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://127.0.0.1:7860", "127.0.0.1:7860", True),
        ("http://[::1]:7860", "[::1]:7860", True),
        ("https://coach.example.com", "coach.example.com", True),
        ("https://coach.example.com", "coach.example.com:443", True),
        ("https://COACH.example.com", "Coach.Example.com", True),
        ("http://coach.example.com:80", "coach.example.com", True),
        ("https://crm.example.com", "coach.example.com", True),
        ("https://coach.example.com:8443", "coach.example.com", False),
        ("http://127.0.0.1:3000", "127.0.0.1:7860", False),
        ("https://evil.example", "coach.example.com", False),
        ("https://coach.example.com.evil.example", "coach.example.com", False),
        ("https://coach.example.com@evil.example", "coach.example.com", False),
        ("https://crm.example.com.evil.example", "coach.example.com", False),
        ("http://crm.example.com", "coach.example.com", False),
        ("null", "coach.example.com", False),
        ("null", "null", False),
        ("file://coach.example.com", "coach.example.com", False),
        ("coach.example.com", "coach.example.com", False),
        ("https://", "", False),
        ("https://coach.example.com:x", "coach.example.com:x", False),
    ],
)
def test_whose_pages_may_call(origin: str, host: str, expected: bool) -> None:
    """The server's own, by host and port, and the listed ones to the letter."""
    assert allowed_origin(origin, host, {CRM}) is expected


@pytest.mark.parametrize(
    ("host", "listens", "asked_for"),
    [
        ("127.0.0.1", True, True),
        ("127.8.8.8", True, True),
        ("::1", True, True),
        ("localhost", True, True),
        ("app.localhost", False, True),
        ("testserver", False, True),
        ("0.0.0.0", False, False),  # noqa: S104 - what is not local
        ("10.0.0.1", False, False),
        ("evil.example", False, False),
        ("localhost.evil.example", False, False),
    ],
)
def test_what_this_machine_is(host: str, listens: bool, asked_for: bool) -> None:
    """Listening takes a loopback address; a request may also name a host without a dot."""
    assert (is_loopback(host), is_local(host)) == (listens, asked_for)


def test_the_host_of_a_header() -> None:
    """The port goes, an IPv6 address loses its brackets, and nonsense has no host."""
    assert host_of("coach.example.com:443") == "coach.example.com"
    assert host_of("[::1]:7860") == "::1"
    for nonsense in ("", "[::1", "a@b", "a:b", "a/b", "a?b", "a#b"):
        assert host_of(nonsense) is None


async def test_a_websocket_from_another_page_is_refused(tmp_path: Path) -> None:
    """403 before the upgrade, whatever its key; our own page, a listed one and none are let in."""
    public = "https://coach.example.com/"
    async with served(
        tmp_path, api_keys=API_KEYS, allowed_origins=CRM, public_url=public
    ) as server:
        own = (server.http, CRM, "https://coach.example.com", None)
        for origin in own:
            assert await refused(server.live(MARIAS, MARIA, origin=origin)) is None
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
            refusal = await refused(server.live(MARIAS, MARIA, origin=origin))
            assert refusal
            assert refusal.status_code == 403
            assert orjson.loads(refusal.body)["error_code"] == "origin_not_allowed"


async def test_another_page_can_not_call_rest(tmp_path: Path) -> None:
    """Without `ALLOWED_ORIGINS` there is no CORS: neither the request nor a preflight is let in."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, MARIA) as client:
        for method in ("GET", "POST", "OPTIONS"):
            answer = await client.request(method, "/api/calls", headers={"Origin": CRM})
            assert answer.status_code == 403
            assert answer.json()["error_code"] == "origin_not_allowed"
            assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_listed_page_can_call_rest(tmp_path: Path) -> None:
    """Its preflight is granted, with the headers that the API takes, and no credentials."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS, allowed_origins=CRM) as (_, app),
        asked(app, MARIA) as client,
    ):
        wanted = {
            "Origin": CRM,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization,last-event-id",
        }
        preflight = await client.options("/api/calls", headers=wanted)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == CRM
        assert "access-control-allow-credentials" not in preflight.headers
        answer = await client.get("/api/calls", headers={"Origin": CRM})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == CRM
        assert "RateLimit-Remaining" in answer.headers["access-control-expose-headers"]
        other = await client.get("/api/calls", headers={"Origin": "https://evil.example"})
        assert other.status_code == 403


async def test_pages_and_files_ask_for_no_origin(tmp_path: Path) -> None:
    """A link from another page to the console works: it holds no data."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app) as client:
        for path in ("/", f"/calls/{MARIAS}", "/healthz"):
            answer = await client.get(path, headers={"Origin": "https://evil.example"})
            assert answer.status_code == 200


async def test_an_answer_of_the_api_is_not_kept_nor_sniffed_nor_framed(tmp_path: Path) -> None:
    """Each has the security headers, errors too; a page keeps its own policy."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, MARIA) as client:
        for path in ("/api/calls", "/api/nothing", f"/api/calls/{MARIAS}/events", "/metrics"):
            headers = (await client.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "no-referrer"
            if path.startswith("/api/"):
                policy = headers["content-security-policy"]
                assert policy == "default-src 'none'; frame-ancestors 'none'"
        page = (await client.get("/")).headers
        assert "default-src 'self'" in page["content-security-policy"]
        assert page["cache-control"] == "no-cache"


async def test_a_refused_websocket_has_the_headers_too(tmp_path: Path) -> None:
    """The HTTP answer before an upgrade is an answer of the API like others."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        refusal = await refused(server.live(MARIAS, None))
        assert refusal
        assert refusal.headers["X-Content-Type-Options"] == "nosniff"
        assert refusal.headers["WWW-Authenticate"] == "Bearer"
