"""Body limit: how much a request may send."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from starlette.types import Receive, Scope, Send

from server.asgi.body_limit import MAX_BODY_BYTES, BodyLimit
from tests.server.stage import (
    API_KEYS,
    MARIAS,
    SAM,
    an_app,
    asked,
)


async def _ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


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
