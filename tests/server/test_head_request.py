"""HEAD: the header that GET would have, and no body, as monitors and `curl -I` ask."""

import asyncio
from pathlib import Path

import httpx
import pytest

from peers.server_process import NO_TLS
from tests.server.stage import API_KEYS, MARIAS, PATIENCE_S, SAM, served

MARIAS_CALL = f"/api/calls/{MARIAS}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/", 200),
        ("/api/calls", 200),
        (MARIAS_CALL, 200),
        (f"{MARIAS_CALL}/events", 200),
        (f"{MARIAS_CALL}/live", 200),
        ("/api/wall/live", 200),
        ("/api/calls/nobody", 404),
        ("/twilio/voice", 405),
    ],
)
async def test_it_is_answered_as_get_without_the_body(
    tmp_path: Path, path: str, status: int
) -> None:
    """A stream that would never end, too; and the connection takes the next request."""
    key = {"Authorization": f"Bearer {SAM}"}
    async with (
        served(tmp_path, api_keys=API_KEYS) as server,
        httpx.AsyncClient(
            base_url=server.http, headers=key, trust_env=False, verify=NO_TLS
        ) as client,
    ):
        async with asyncio.timeout(PATIENCE_S):
            head = await client.head(path)
            assert (head.status_code, head.content) == (status, b"")
            assert (await client.get("/healthz")).json() == {"status": "ok"}
            if path.endswith("/live"):
                assert head.headers["content-type"].startswith("text/event-stream")
            elif status == 200:
                found = await client.get(path)
                assert head.headers["content-type"] == found.headers["content-type"]


async def test_whoever_may_not_get_may_not_ask(tmp_path: Path) -> None:
    """Keys count for it as for GET."""
    async with (
        served(tmp_path, api_keys=API_KEYS) as server,
        httpx.AsyncClient(base_url=server.http, trust_env=False, verify=NO_TLS) as client,
    ):
        assert (await client.head(MARIAS_CALL)).status_code == 401
