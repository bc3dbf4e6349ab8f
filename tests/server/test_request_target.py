"""A request that names the whole address is answered as one that names the path."""

import asyncio

import h11
import pytest
from starlette.types import Receive, Scope, Send

from server.asgi.request_target import in_origin_form
from tests.server.bare_server import serving


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells the path, the query and the host that it was asked for."""
    host = dict(scope["headers"])[b"host"]
    body = b" ".join([scope["raw_path"], scope["query_string"], host])
    headers = [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(target: str) -> bytes:
    async with serving(_echo) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: other\r\nX-A: b\r\n\r\n".encode())
        try:
            return await reader.read()
        finally:
            writer.close()


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/api/calls?limit=1", b"/api/calls limit=1 other"),
        ("http://here:7860/api/calls?limit=1", b"/api/calls limit=1 here:7860"),
        ("HTTPS://here/a%20b", b"/a%20b  here"),
        ("http://here", b"/  here"),
        ("http://here?limit=1", b"/ limit=1 here"),
        ("/a?to=http://there/b", b"/a to=http://there/b other"),
        ("//there/b", b"//there/b  other"),
    ],
)
async def test_the_path_and_the_host_are_read_of_the_whole_address(
    target: str, told: bytes
) -> None:
    """Its host counts, whatever the header says: RFC 9112, 3.2.2."""
    answer = await _answer(target)
    assert answer.endswith(b"\r\n\r\n" + told)


@pytest.mark.parametrize(
    "target", ["http://", "http:///calls", "http://eve@here/calls", "ws://a#b"]
)
async def test_an_address_that_names_no_host_is_refused(target: str) -> None:
    """With 400, as a header that can't be read."""
    assert (await _answer(target)).startswith(b"HTTP/1.1 400 ")


def test_a_socket_is_opened_by_its_whole_address_too() -> None:
    """And keeps all that its headers say."""
    headers = [("Host", "other"), ("Upgrade", "websocket")]
    asked = h11.Request(method="GET", target="ws://here/twilio/media", headers=headers)
    read = in_origin_form(asked)
    assert (read.target, read.method) == (b"/twilio/media", b"GET")
    assert sorted(read.headers) == [(b"host", b"here"), (b"upgrade", b"websocket")]
