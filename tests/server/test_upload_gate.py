"""Upload gate: one at a time a client, some a process; asked before a body is read."""

import asyncio
from collections.abc import AsyncIterator

import httpx
from starlette.types import Message, Receive, Scope, Send

from server.asgi.upload_gate import UPLOADS_OF_A_PROCESS, UploadGate
from server.auth.caller import Caller, keep_caller
from settings.api_keys import Role

PATH = "/api/calls/CA1/audio"


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.entered: asyncio.Queue[None] = asyncio.Queue()
        self.go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.entered.put_nowait(None)
        await self.go.wait()
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _client(app: UploadGate, name: str | None, host: str = "10.0.0.1") -> httpx.AsyncClient:
    async def known(scope: Scope, receive: Receive, send: Send) -> None:
        keep_caller(scope, Caller(name, Role.SUPERVISOR))
        await app(scope, receive, send)

    transport = httpx.ASGITransport(known, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://x")


async def _unread() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


async def _nothing() -> Message:
    raise AssertionError("the body was read")


async def _enter(app: Slow, count: int) -> None:
    for _ in range(count):
        await app.entered.get()


async def test_a_client_uploads_one_after_the_other() -> None:
    """A second one is 429 without a look at its body; another path and another client pass."""
    app = Slow()
    gate = UploadGate(app)
    async with _client(gate, "sam") as sam, _client(gate, "ada") as ada:
        first = asyncio.create_task(sam.post(PATH))
        await _enter(app, 1)
        again = await sam.post(PATH, content=_unread())
        assert (again.status_code, again.json()["error_code"]) == (429, "upload_running")
        assert again.headers["retry-after"] == "5"
        others = [asyncio.create_task(c.post(p)) for c, p in ((ada, PATH), (sam, "/api/process"))]
        await _enter(app, 2)
        app.go.set()
        answers = await asyncio.gather(first, *others, sam.post(PATH))
    assert [answer.status_code for answer in answers] == [202] * 4


async def test_who_has_the_answer_may_send_the_next() -> None:
    """Even while the application still clears away what came."""
    cleared = asyncio.Event()

    async def clearing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        await send({"type": "http.response.body", "body": b"2"})
        await cleared.wait()

    gate = UploadGate(clearing)
    told: asyncio.Queue[int | str] = asyncio.Queue()

    async def tell(message: Message) -> None:
        if not message.get("more_body"):
            told.put_nowait(message.get("status", "all of it"))

    async def upload() -> None:
        scope = {"type": "http", "method": "POST", "path": PATH, "headers": []}
        keep_caller(scope, Caller("sam", Role.SUPERVISOR))
        await gate(scope, _nothing, tell)

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(upload())
            assert [await told.get(), await told.get()] == [202, "all of it"]
        cleared.set()


async def test_a_process_reads_four_at_once() -> None:
    """The fifth client's is 503; without keys a client is an address."""
    app = Slow()
    gate = UploadGate(app)
    clients = [_client(gate, None, f"10.0.0.{n}") for n in range(UPLOADS_OF_A_PROCESS + 1)]
    running = [asyncio.create_task(client.post(PATH)) for client in clients[:-1]]
    await _enter(app, UPLOADS_OF_A_PROCESS)
    refused = await clients[-1].post(PATH, content=_unread())
    assert (refused.status_code, refused.json()["error_code"]) == (503, "uploads_busy")
    app.go.set()
    answers = await asyncio.gather(*running)
    assert [answer.status_code for answer in answers] == [202] * UPLOADS_OF_A_PROCESS
