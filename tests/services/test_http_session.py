"""Answers without an end: no service reads more of one than it says, nor longer than it takes."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest

from conversation.errors import CallShadowError, ErrorCode
from peers.http import HttpPeer, HttpRequest
from services.carriers.carrier_request import ask_carrier
from services.delivery.request import Outgoing, deliver
from services.http_session import HttpSession, LongAnswerError, bounded_body, open_http_session
from transports.control import CarrierError

PIECE = b"x" * 65_536
MOST = 1_000_000


class Endless(HttpPeer):
    """Answers each request with a status and a body that goes on while it is read."""

    def __init__(self, status: int = 200, *, packed: bool = False) -> None:
        super().__init__()
        self.sent = 0
        self._head = f"HTTP/1.1 {status} Well\r\nContent-Type: application/json\r\n"
        self._head += "Content-Encoding: deflate\r\n\r\n" if packed else "\r\n"
        self._packed = packed

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(self._head.encode())
        packer = zlib.compressobj()
        while True:
            packed = packer.compress(PIECE) + packer.flush(zlib.Z_SYNC_FLUSH)
            writer.write(packed if self._packed else PIECE)
            self.sent += len(PIECE)
            await writer.drain()
            await asyncio.sleep(0)  # `drain` waits for nothing while there is room


@asynccontextmanager
async def endless(
    status: int = 200, *, packed: bool = False
) -> AsyncIterator[tuple[Endless, HttpSession]]:
    async with (
        Endless(status, packed=packed) as peer,
        open_http_session(peer.url, aiohttp.ClientTimeout(total=20)) as session,
    ):
        yield peer, session


@pytest.mark.parametrize("packed", [False, True])
async def test_no_more_of_a_body_is_read_than_that(*, packed: bool) -> None:
    """Of one that is packed, as it is unpacked; and its connection is closed."""
    async with endless(packed=packed) as (peer, session):
        response = await session.client.get(peer.url)
        with pytest.raises(LongAnswerError, match="more than 1,000,000 bytes"):
            await bounded_body(response, MOST)
        assert response.closed
    assert peer.sent < 20 * MOST


async def test_a_body_of_that_length_is_read() -> None:
    """To its last byte."""

    class Short(HttpPeer):
        async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell")

    async with (
        Short() as peer,
        open_http_session(peer.url, aiohttp.ClientTimeout(total=20)) as session,
        session.client.get(peer.url) as response,
    ):
        assert await bounded_body(response, 4) == b"well"


Ask = Callable[[HttpSession, str], Awaitable[object]]


async def deliver_to(session: HttpSession, url: str) -> object:
    return await deliver(session, Outgoing("POST", url, json={}), "the CRM", datetime.now(UTC))


async def carrier_at(session: HttpSession, url: str) -> object:
    return await ask_carrier(
        session.client,
        "GET",
        url,
        refusal=lambda status, said, _: CarrierError(
            ErrorCode.CARRIER_REFUSED, f"{status} {dict(said)}"
        ),
        unreachable="It can't be reached ({}).",
    )


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (deliver_to, 500, ErrorCode.TARGET_UNREACHABLE),
        (deliver_to, 401, ErrorCode.TARGET_UNAUTHORIZED),
        (carrier_at, 200, ErrorCode.CARRIER_UNREACHABLE),
        (carrier_at, 400, ErrorCode.CARRIER_REFUSED),
    ],
)
async def test_an_answer_without_an_end_is_a_typed_error(
    ask: Ask, status: int, code: ErrorCode
) -> None:
    """A refusal is known by its status all the same."""
    async with endless(status) as (peer, session):
        with pytest.raises(CallShadowError) as error:
            await ask(session, peer.url)
        assert error.value.code is code


async def test_what_is_delivered_stays_delivered() -> None:
    """A target that takes it says so by its status; nothing of a longer answer is believed."""
    async with endless() as (peer, session):
        assert await deliver_to(session, peer.url) is None
