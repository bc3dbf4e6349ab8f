"""Security headers: what browsers are told about every answer."""

from pathlib import Path

from tests.server.stage import API_KEYS, MARIA, MARIAS, an_app, asked, refused, served


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
