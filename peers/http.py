"""As much of HTTP/1.1 as a JSON API with streamed answers needs."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self


@dataclass(frozen=True)
class HttpRequest:
    """A request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class HttpPeer:
    """`async with` a subclass's peer listens on loopback; each request is given to `_respond`."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The address, without a path."""
        assert self._server, "the peer is not started"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer), name="http peer: connection")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await read_request(reader):
                await self._respond(request, writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        """Answer a request; a `ConnectionError` closes its connection."""
        raise NotImplementedError


async def read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection; None when the client is done with it."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        method, path, _ = first.split(" ")
        pairs = (line.split(":", 1) for line in lines)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return HttpRequest(method, path, headers, body)


async def send_json(
    writer: asyncio.StreamWriter,
    status: int,
    answer: Any,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with a JSON document."""
    told = {"content-type": "application/json", **(headers or {})}
    await send_body(writer, status, json.dumps(answer).encode(), told)


async def send_body(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    """Answer with bytes."""
    head = {"content-length": str(len(body)), **headers}
    writer.write(_head(status, head) + body)
    await writer.drain()


async def send_without_end(writer: asyncio.StreamWriter) -> None:
    """Answer with bytes for as long as anybody takes them."""
    writer.write(_head(HTTPStatus.OK, {"transfer-encoding": "chunked"}))
    while True:
        writer.write(b"10000\r\n%s\r\n" % bytes(65_536))
        await writer.drain()


async def start_events(writer: asyncio.StreamWriter) -> None:
    """Begin an answer of server-sent events."""
    head = {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"}
    writer.write(_head(HTTPStatus.OK, head))
    await writer.drain()


async def send_event(writer: asyncio.StreamWriter, data: str) -> None:
    """Send one event."""
    writer.write(_chunk(data))
    await writer.drain()


async def end_events(writer: asyncio.StreamWriter, data: str) -> None:
    """Send the last event; the connection stays open for the next request.

    In one piece: OpenAI's client waits only some ms for the end that follows it.
    """
    writer.write(_chunk(data) + b"0\r\n\r\n")
    await writer.drain()


def _chunk(data: str) -> bytes:
    event = f"data: {data}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(event), event)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
