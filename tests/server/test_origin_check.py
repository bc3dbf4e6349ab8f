"""Origin check: the web pages that may call the API."""

from pathlib import Path

import orjson

from tests.server.stage import API_KEYS, MARIA, MARIAS, an_app, asked, refused, served

CRM = "https://crm.example.com"


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
        exposed = answer.headers["access-control-expose-headers"].casefold().split(", ")
        assert "ratelimit-remaining" in exposed
        read_anyway = {"cache-control", "content-length", "content-type"}
        of_browsers = ("access-control-", "content-security-", "referrer-", "vary", "x-content-")
        own = {name for name in answer.headers if not name.startswith(of_browsers)}
        assert "callshadow-role" in own
        assert own - read_anyway <= set(exposed)
        other = await client.get("/api/calls", headers={"Origin": "https://evil.example"})
        assert other.status_code == 403


async def test_pages_and_files_ask_for_no_origin(tmp_path: Path) -> None:
    """A link from another page to the console works: it holds no data."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app) as client:
        for path in ("/", f"/calls/{MARIAS}", "/healthz"):
            answer = await client.get(path, headers={"Origin": "https://evil.example"})
            assert answer.status_code == 200


async def test_another_page_brings_in_no_call(tmp_path: Path) -> None:
    """Twilio sends no `Origin`, a browser does: 403 for a stream and for a webhook of its page."""
    async with served(tmp_path, allowed_origins=CRM) as server, server.ask() as client:
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"):
            refusal = await refused(server.media(origin=origin), None)
            assert refusal, origin
            assert refusal.status_code == 403
            assert orjson.loads(refusal.body)["error_code"] == "origin_not_allowed"
            for path in ("/twilio/voice", "/twilio/status"):
                answer = await client.post(path, data={"a": "b"}, headers={"Origin": origin})
                assert answer.json()["error_code"] == "origin_not_allowed"
        for origin in (server.http, CRM, None):
            assert await refused(server.media(origin=origin), None) is None


async def test_a_page_with_a_name_for_this_machine_brings_in_no_call(tmp_path: Path) -> None:
    """A page may point its own name at 127.0.0.1, and is its own origin there; so may a tunnel."""
    async with served(tmp_path) as server, server.ask() as client:
        forwarded = {"X-Forwarded-For": "203.0.113.9"}
        nobody = {"X-Forwarded-For": "127.0.0.1, unknown"}
        for name, page, headers in (
            ("evil.example", f"http://evil.example:{server.port}", {}),
            ("abcd.ngrok.app", None, {}),
            ("127.0.0.1", None, forwarded),
            ("127.0.0.1", None, nobody),
        ):
            own = {"Host": f"{name}:{server.port}"} | ({"Origin": page} if page else {}) | headers
            answer = await client.post("/twilio/voice", data={"a": "b"}, headers=own)
            assert answer.status_code == 403, name
            assert answer.json()["error_code"] == "wrong_signature"
            socket = server.media(name, origin=page, additional_headers=headers)
            refusal = await refused(socket, None)
            assert refusal, name
            assert refusal.status_code == 403


async def test_anybodys_streams_are_taken_where_that_is_written_down(tmp_path: Path) -> None:
    """`TWILIO_VALIDATE_SIGNATURE=false` opens the media socket to a tunnel, and to no page."""
    async with served(tmp_path, twilio_validate_signature=False) as server:
        tunnel = {"X-Forwarded-For": "203.0.113.9"}
        assert await refused(server.media(additional_headers=tunnel), None) is None
        assert await refused(server.media(origin="https://evil.example"), None)
