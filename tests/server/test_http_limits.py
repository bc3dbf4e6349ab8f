"""What one HTTP connection may cost: slow headers, idle connections, bodies in crumbs."""

import asyncio
import json
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send

from server.asgi.http_limits import MAX_HEADER, MAX_WAITING, BoundedHttp
from tests.server.bare_server import serving


async def _rest(sent: bytes, port: int) -> bytes:
    """All that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        return await reader.read()
    finally:
        writer.close()


@pytest.mark.looptime
async def test_a_header_that_never_ends_is_given_up() -> None:
    """With 408 and the error's body."""
    async with serving() as port:
        answer = await _rest(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", port)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"error_code":"header_timeout"' in answer


@pytest.mark.parametrize(
    "head",
    [
        f"GET / HTTP/1.1\r\nHost: x\r\nX-Large: {'a' * MAX_HEADER}\r\n\r\n",
        f"GET /?{'a' * MAX_HEADER} HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n" * 3000 + "\r\n",
    ],
)
async def test_a_header_that_is_too_large_is_refused(head: str) -> None:
    """Also where it comes in one piece, as it does from a machine nearby."""
    async with serving() as port:
        answer = await _rest(head.encode(), port)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error_code"] == "header_too_large"
        fits = f"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: {'a' * 15_000}\r\n\r\n"
        assert (await _rest(fits.encode(), port)).startswith(b"HTTP/1.1 200 ")


async def test_a_header_that_grows_too_large_is_refused_as_it_comes() -> None:
    """As one that came in one piece; nobody waits for its end."""
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 9000)
        await writer.drain()
        await asyncio.sleep(0)
        writer.write(b"a" * 100_000)
        with suppress(ConnectionResetError):  # as more came than was read
            assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 431 ")
        writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Name: y\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_told_so_in_the_one_shape(sent: bytes) -> None:
    """Also TLS to a port that has none."""
    async with serving() as port:
        answer = await _rest(sent, port)
    assert answer.startswith(b"HTTP/1.1 400 ")
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert body["error_code"] == "bad_request"
    assert "HTTP" in body["message"]


async def test_a_body_that_breaks_is_no_second_answer() -> None:
    """What has begun to be answered is closed."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        await reader.readuntil(b"hello")
        writer.write(b"nonsense\r\n")
        with suppress(ConnectionResetError):
            assert b"HTTP/1.1" not in await reader.read()
        writer.close()


async def test_a_body_of_two_lengths_is_refused_and_nothing_behind_it_is_read() -> None:
    """A proxy that counts by the other one would hand over a stranger's request as its own."""
    twice = (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    async with serving() as port:
        answer = await _rest(twice, port)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error_code"] == "bad_request"
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.looptime
async def test_who_asks_nothing_is_closed() -> None:
    """In silence, as after the answer to a request that was not the last."""
    async with serving() as port:
        assert await _rest(b"", port) == b""
        asked = await _rest(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", port)
    assert asked.endswith(b"\r\n\r\nhello")


@pytest.mark.looptime
async def test_a_body_that_nobody_reads_is_not_waited_for() -> None:
    """The answer has come, and the connection is closed although its body has more to come."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        await reader.readuntil(b"hello")
        crumbs = asyncio.create_task(_crumbs(writer))
        with suppress(ConnectionResetError):  # as crumbs came that were not read
            assert await reader.read() == b""
        crumbs.cancel()
        writer.close()


async def _crumbs(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x")
        await asyncio.sleep(1)


async def test_a_request_may_follow_on_the_same_connection() -> None:
    """Within the time, one after the other or all at once, and each is answered."""
    ask = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with serving() as port:
        answer = await _rest(ask * 5 + last, port)
        assert BoundedHttp.waiting == {}
    assert answer.count(b"hello") == 6


async def test_the_oldest_of_many_that_wait_gives_way() -> None:
    """A flood of idle connections costs each other, and a request comes through."""
    async with serving() as port:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MAX_WAITING + 1)]
        assert await idle[0][0].read() == b""
        last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await _rest(last, port)).endswith(b"hello")
        for _, writer in idle:
            writer.close()


async def test_a_body_in_crumbs_takes_turns() -> None:
    """Forty thousand chunks of a byte come whole, and other tasks run between them."""
    turns = 0

    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal turns
        beside = asyncio.create_task(count())
        length, more = 0, True
        while more:
            message = await receive()
            length += len(message["body"])
            more = message["more_body"]
        beside.cancel()
        body = str(length).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(reads) as port:
        answer = await _rest(head + b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n", port)
    assert answer.endswith(b"\r\n\r\n40000")
    assert turns > 150
