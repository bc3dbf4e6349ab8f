"""Body limit: how much a request may send."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from server.asgi.body_limit import MAX_BODY_BYTES, BodyLimit
from tests.server.bare_server import ok
from tests.server.stage import (
    API_KEYS,
    MARIAS,
    SAM,
    an_app,
    asked,
)


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
        await ok(scope, receive, send)

    transport = httpx.ASGITransport(BodyLimit(reader))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        body = bytes(3 * MAX_BODY_BYTES)
        assert (await client.post("/api/calls/CA1/audio", content=body)).status_code == 200
        assert read == len(body)
        assert (await client.post("/api/calls/CA1/notes", content=body)).status_code == 413


class _Body:
    """A body that comes in pieces, each after some time (s)."""

    def __init__(self, *pieces: tuple[float, int]) -> None:
        self._pieces = iter(pieces)
        self.status = 0

    async def receive(self) -> Message:
        wait_s, size = next(self._pieces, (3600.0, 0))
        await asyncio.sleep(wait_s)
        return {"type": "http.request", "body": bytes(size), "more_body": size > 0}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)


async def _reader(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await ok(scope, receive, send)


@pytest.mark.looptime
@pytest.mark.parametrize(
    ("pieces", "seconds"),
    [
        pytest.param([], 30, id="nothing comes"),
        pytest.param([(1, 1)] * 100, 30, id="a byte a second"),
        pytest.param([(1, 80_000)] + [(1, 1)] * 100, 40, id="much, then crumbs"),
    ],
)
async def test_a_body_that_comes_too_slowly_is_given_up(
    pieces: list[tuple[float, int]], seconds: int
) -> None:
    """408; what has come gives it more time."""
    body = _Body(*pieces)
    began = asyncio.get_running_loop().time()
    scope = {"type": "http", "path": "/api/x", "headers": []}
    with pytest.raises(HTTPException) as refused:
        await BodyLimit(_reader)(scope, body.receive, body.send)
    assert refused.value.status_code == 408
    assert round(asyncio.get_running_loop().time() - began) == seconds


@pytest.mark.looptime
async def test_a_body_has_time_and_what_follows_it_has_more() -> None:
    """A slow line is no attack; and once a body is whole, nobody is hurried."""

    async def streams(scope: Scope, receive: Receive, send: Send) -> None:
        await _reader(scope, receive, send)
        await receive()

    body = _Body((20, 80_000), (19, 100_000), (10, 0))
    scope = {"type": "http", "path": "/api/x", "headers": []}
    await BodyLimit(streams)(scope, body.receive, body.send)
    assert body.status == 200
