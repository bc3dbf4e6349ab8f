"""One request to a target: what its answers mean, and when it may be tried again."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from conversation.errors import ErrorCode
from peers.http import HttpPeer, read_request, send_body
from services.delivery.errors import DeliveryError
from services.delivery.request import Outgoing, deliver, refusal
from services.http_session import open_http_session

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
SOON = aiohttp.ClientTimeout(total=0.2)


class OddPeer(HttpPeer):
    """Answers with what it is given: a status, a body; or not at all."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self._answer = status, body, headers or {}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await read_request(reader):
                if not self._answer[0]:
                    await asyncio.Event().wait()
                await send_body(writer, *self._answer)
        finally:
            writer.close()


async def asked(url: str) -> object:
    """The answer to a request there."""
    async with open_http_session(url, SOON) as session:
        return await deliver(session, Outgoing("POST", url, json={"a": 1}), "Acme", NOW)


@pytest.mark.parametrize(
    ("status", "code", "later"),
    [
        (401, ErrorCode.TARGET_UNAUTHORIZED, False),
        (403, ErrorCode.TARGET_UNAUTHORIZED, False),
        (410, ErrorCode.TARGET_OFF, False),
        (408, ErrorCode.TARGET_LIMIT, True),
        (429, ErrorCode.TARGET_LIMIT, True),
        (500, ErrorCode.TARGET_UNREACHABLE, True),
        (504, ErrorCode.TARGET_UNREACHABLE, True),
        (302, ErrorCode.TARGET_REFUSED, False),
        (400, ErrorCode.TARGET_REFUSED, False),
    ],
)
def test_what_a_status_means(status: int, code: ErrorCode, later: bool) -> None:
    """Which error it is, and whether it may be tried again; only then a wait is told."""
    error = refusal(status, "Acme", {"retry-after": "7"}, NOW)
    assert (error.code, error.retryable, error.status) == (code, later, status)
    assert error.retry_after == (7 if later else None)
    assert str(error).startswith("Acme ")


async def test_a_redirect_is_not_followed() -> None:
    """What was meant for one address goes to no other."""
    async with OddPeer(200, b"{}") as other, OddPeer(307, b"", {"Location": other.url}) as peer:
        with pytest.raises(DeliveryError, match="HTTP 307") as refused:
            await asked(peer.url)
    assert not refused.value.retryable


async def test_an_answer_that_is_no_json() -> None:
    """It is None; JSON is read, also where it is long."""
    async with OddPeer(200, b"ok") as peer:
        assert await asked(peer.url) is None
    long = b'"' + b"a" * 300_000 + b'"'
    async with OddPeer(200, long) as peer:
        assert await asked(peer.url) == "a" * 300_000


async def test_no_answer() -> None:
    """In time, or at all: it may be tried again, and no address is told."""
    async with OddPeer(0, b"") as peer:
        url = peer.url
        with pytest.raises(DeliveryError, match="Acme can't be reached") as late:
            await asked(url)
    with pytest.raises(DeliveryError, match="Acme can't be reached") as gone:
        await asked(url)
    assert late.value.retryable
    assert gone.value.retryable
    assert "127.0.0.1" not in f"{late.value}{gone.value}"
