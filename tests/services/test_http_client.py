"""The connections to a model's server: proxies, certificates, and those that were closed."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from coach.ports import ModelError
from peers.http import HttpRequest, end_events, read_request, send_event, send_json, start_events
from services.llm.http_client import HttpClient
from tests.services.model_server import client_of

Serve = Callable[[HttpRequest, int, asyncio.StreamWriter], Awaitable[bool]]
"""Answers a request on the connection of that number; returns whether the connection stays."""


@asynccontextmanager
async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback; its port."""
    numbers = iter(range(1, 100))
    tasks: set[asyncio.Task[None]] = set()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(numbers)
        try:
            while request := await read_request(reader):
                if not await serve(request, number, writer):
                    break
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(connection(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def said(client: HttpClient) -> bytes:
    url = client.endpoint.url("m")
    return b"".join([data async for data in client.stream(url, {"model": "m"})])


async def test_a_connection_that_was_closed_while_idle_is_no_failure():
    """The request goes over another one, once; a server that always hangs up is a failure."""
    asked: list[int] = []
    hangs_up = False

    async def serve(_: HttpRequest, number: int, writer: asyncio.StreamWriter) -> bool:
        asked.append(number)
        if hangs_up or len(asked) == 2:
            return False
        await send_json(writer, 200, {})
        return True

    async with server(serve) as port, client_of(f"http://127.0.0.1:{port}/v1") as client:
        for _ in range(2):
            assert await said(client) == b"{}"
        assert asked == [1, 1, 2]
        hangs_up = True
        with pytest.raises(ModelError, match="check OPENAI_BASE_URL and the network"):
            await said(client)
        assert len(asked) == 5


async def test_a_request_is_repeated_only_if_it_may_be():
    """Where the caller has none left, the closed connection is a failure."""
    asked: list[int] = []

    async def serve(_: HttpRequest, number: int, writer: asyncio.StreamWriter) -> bool:
        asked.append(number)
        return False

    async with server(serve) as port, client_of(f"http://127.0.0.1:{port}/v1") as client:
        for may_repeat in (False, True):
            pieces = client.stream(client.endpoint.url("m"), {}, lambda: may_repeat)  # noqa: B023
            with pytest.raises(ModelError, match="can't be reached"):
                await anext(pieces)
    assert asked == [1, 2, 3]


async def test_the_environments_proxy_is_taken(monkeypatch: pytest.MonkeyPatch):
    """For other machines, with what it wants to know; never for this one."""
    seen: list[tuple[str, str]] = []

    async def serve(request: HttpRequest, _: int, writer: asyncio.StreamWriter) -> bool:
        seen.append((request.path, request.headers.get("proxy-authorization", "")))
        await send_json(writer, 200, {})
        return True

    async with server(serve) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://user:pass@127.0.0.1:{port}")
        async with client_of("http://models.example/v1") as client:
            assert await said(client) == b"{}"
        async with client_of(f"http://127.0.0.1:{port}/v1") as client:
            assert await said(client) == b"{}"
    assert seen[0] == ("http://models.example/v1/chat/completions", "Basic dXNlcjpwYXNz")
    assert seen[1] == ("/v1/chat/completions", "")


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's context with a certificate of 127.0.0.1, which stands in `tmp_path/cert.pem`."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    names = ["-subj", "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*made, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


async def test_a_dropped_guess_leaves_a_warm_connection(
    certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its own is lost, and the next suggestion finds another one open: no handshake."""
    seen: list[tuple[str, int]] = []

    async def serve(request: HttpRequest, number: int, writer: asyncio.StreamWriter) -> bool:
        seen.append((request.method, number))
        if request.method == "HEAD":
            writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()
            return True
        await start_events(writer)
        await send_event(writer, "{}")
        if len(seen) > 1:
            await end_events(writer, "[DONE]")
        return True

    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with (
        server(serve, certificate) as port,
        client_of(f"https://127.0.0.1:{port}/v1") as client,
    ):
        async with aclosing(client.stream(client.endpoint.url("m"), {})) as pieces:
            await anext(pieces)
        assert client.warming
        await client.warming
        assert await said(client)
    assert seen == [("POST", 1), ("HEAD", 2), ("POST", 2)]


async def test_a_certificate_that_is_not_trusted_is_unavailable(certificate: ssl.SSLContext):
    """Nothing is sent to whoever it is."""
    seen: list[HttpRequest] = []

    async def serve(request: HttpRequest, _: int, __: asyncio.StreamWriter) -> bool:
        seen.append(request)
        return False

    async with (
        server(serve, certificate) as port,
        client_of(f"https://127.0.0.1:{port}/v1") as client,
    ):
        with pytest.raises(ModelError, match="can't be reached"):
            await said(client)
    assert seen == []
