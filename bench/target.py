"""The server under attack, and how it answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from peers.server_process import NO_TLS

MEDIA = "/twilio/media"
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
"""What a proxy on this machine says of a client beyond it."""
_LOOK_S = 0.2
_ANSWER_S = 60.0


def frame(data: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> bytes:
    """A client's WebSocket frame on the wire."""
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def said(**message: Any) -> bytes:
    """A JSON message on the wire."""
    return frame(json.dumps(message).encode())


class Reader:
    """What came back on a WebSocket: the last error that was told, and the code of its end."""

    def __init__(self, socket: ClientConnection):
        """Read a socket from now on."""
        self._told = ""
        self._code = ""
        self._socket = socket
        self.task = asyncio.create_task(self._read())

    async def answer(self) -> str:
        """The code with which the server has closed; else the error it told, or "open"."""
        with suppress(ConnectionClosed):
            answered = asyncio.ensure_future(await self._socket.ping())
            await asyncio.wait([self.task, answered], return_when="FIRST_COMPLETED")
        await asyncio.wait({self.task}, timeout=_LOOK_S)
        self.task.cancel()
        return self._code or self._told or "open"

    async def _read(self) -> None:
        try:
            while True:
                event = json.loads(await self._socket.recv())
                if event.get("type") == "error":
                    self._told = event["data"]["error_code"]
        except ConnectionClosed as closed:
            self._code = str(closed.rcvd.code) if closed.rcvd else "closed"


@dataclass(frozen=True, slots=True)
class Target:
    """A server, and one of its calls.

    Attributes:
        port: Its port on 127.0.0.1.
        call_id: A call that is being heard.
        hurry: Do no more than shows the answer: for tests.
    """

    port: int
    call_id: str
    hurry: bool = False

    @property
    def live(self) -> str:
        """The path of the call's side channel."""
        return f"/api/calls/{self.call_id}/live"

    def many(self, few: int, many: int) -> int:
        """How often something is done."""
        return few if self.hurry else many

    @asynccontextmanager
    async def socket(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[Any]:
        """A WebSocket to a path, as the websockets client has it."""
        url = f"ws://127.0.0.1:{self.port}{path}"
        options: Any = {"compression": None, "ping_interval": None, "close_timeout": 1}
        async with connect(url, proxy=None, additional_headers=headers, **options) as socket:
            yield socket

    async def flood(
        self,
        path: str,
        wire: bytes,
        count: int = 1,
        *,
        first: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Send `first`, and `wire` so often or until the socket is closed; what came back."""
        try:
            async with self.socket(path, headers or {}) as socket:
                reader = Reader(socket)
                socket.transport.write(first)
                with suppress(ConnectionClosed, OSError):
                    for _ in range(count):
                        if reader.task.done() or socket.transport.is_closing():
                            break
                        socket.transport.write(wire)
                        await socket.drain()
                        await asyncio.sleep(0)
                return await reader.answer()
        except InvalidStatus as refused:
            return str(refused.response.status_code)
        except (ConnectionClosed, OSError):
            return "closed"

    async def crowd(self, path: str, number: int, first: Callable[[], bytes] = lambda: b"") -> str:
        """Hold so many WebSockets open, each with its `first`; how one was refused, or "open"."""
        held: list[Any] = []
        url = f"ws://127.0.0.1:{self.port}{path}"
        try:
            for _ in range(number):
                held.append(await connect(url, proxy=None, ping_interval=None, close_timeout=1))
                held[-1].transport.write(first())
            return "open"
        except InvalidStatus as refused:
            return str(refused.response.status_code)
        finally:
            for socket in held:
                socket.transport.abort()

    async def ask(self, method: str, path: str, times: int = 1, **body: Any) -> str:
        """As many requests at once; the highest status among the answers."""
        base = f"http://127.0.0.1:{self.port}"
        limits = httpx.Limits(max_connections=times)
        async with httpx.AsyncClient(
            base_url=base, timeout=_ANSWER_S, trust_env=False, verify=NO_TLS, limits=limits
        ) as client:
            asking = [client.request(method, path, **body) for _ in range(times)]
            return str(max(answer.status_code for answer in await asyncio.gather(*asking)))

    async def raw(self, sent: bytes, connections: int = 1) -> str:
        """Bytes on so many connections; the status that the first one gets, or "closed"."""
        opened = []
        for _ in range(connections):
            opened.append(await asyncio.open_connection("127.0.0.1", self.port))
            opened[-1][1].write(sent)
        try:
            answer = await opened[0][0].read(2_000)
        except OSError:
            answer = b""
        for _, writer in opened:
            writer.close()
        return answer.split(b" ", 2)[1].decode() if answer.startswith(b"HTTP/") else "closed"
