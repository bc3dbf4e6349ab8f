"""A loopback server that speaks Deepgram's `/v1/listen`, and Flux's `/v2/listen`."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from peers.deepgram_socket import DeepgramSocket, Fault, Replies
from peers.deepgram_wire import Options, QueryError, is_final
from peers.flux import CONNECTED, FluxOptions
from peers.speech import Ear
from peers.websocket_peer import WebSocketPeer

_FLUX = "/v2/listen"
_OPTIONS = {"/v1/listen": Options, _FLUX: FluxOptions}


class DeepgramPeer(WebSocketPeer):
    """`async with DeepgramPeer(ear) as peer:` serves `peer.url`.

    Args:
        ear: Makes the ear of each new connection.
        delay_s: How long after the last audio that a message needs it is sent; a number, or what
            it is on a given socket.
        api_key: The only key that opens the door; None lets any key in.

    Attributes:
        fault: What goes wrong with the connections made from now on.
        answering: While it is not set, handshakes wait.
        sockets: The connections so far, in order.
        refused: The HTTP statuses of the handshakes that failed.
    """

    def __init__(
        self,
        ear: Callable[[], Ear],
        *,
        delay_s: float | Callable[[DeepgramSocket], float] = 0.12,
        api_key: str | None = None,
    ):
        super().__init__()
        self.fault: Fault | None = None
        self.answering = asyncio.Event()
        self.answering.set()
        self.sockets: list[DeepgramSocket] = []
        self.refused: list[int] = []
        self._ear = ear
        self._delay = delay_s if callable(delay_s) else lambda _: delay_s
        self._api_key = api_key
        self._changed = asyncio.Condition()
        self._open: set[ServerConnection] = set()

    def cut(self) -> None:
        """Reset the connections that are open."""
        for connection in self._open:
            connection.transport.abort()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a connection, a message or a close makes the condition true."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        await self.answering.wait()
        if self.fault and self.fault.status:
            status, body = HTTPStatus(self.fault.status), self.fault.body
        else:
            status, reason = self._judge(request)
            body = {"err_msg": reason}
        if status is HTTPStatus.OK:
            return None
        self.refused.append(status)
        await self._notify()
        response = connection.respond(status, json.dumps(body))
        response.headers.update(self.fault.headers if self.fault else {})
        return response

    def _judge(self, request: Request) -> tuple[HTTPStatus, str]:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Token" or not key or self._api_key not in (None, key):
            return HTTPStatus.UNAUTHORIZED, "Invalid credentials."
        options = _OPTIONS.get(urlsplit(request.path).path)
        if options is None:
            return HTTPStatus.NOT_FOUND, "Not found."
        try:
            options.from_query(_query(request))
        except QueryError as error:
            return HTTPStatus.BAD_REQUEST, str(error)
        return HTTPStatus.OK, ""

    async def _handle(self, connection: ServerConnection) -> None:
        request, fault = connection.request, self.fault or Fault()
        assert request is not None
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        is_flux = urlsplit(request.path).path == _FLUX
        socket = DeepgramSocket(_query(request), headers, self._ear(), is_flux=is_flux)
        self.sockets.append(socket)
        await self._notify()
        self._open.add(connection)
        if fault.deaf:
            await connection.wait_closed()
        else:
            with suppress(ConnectionClosed):
                await self._listen(connection, socket, fault)
        self._open.discard(connection)
        socket.closed = True
        await self._notify()

    async def _listen(
        self, connection: ServerConnection, socket: DeepgramSocket, fault: Fault
    ) -> None:
        if fault.closes and fault.cut_after_s is None:
            await connection.close(*fault.closes)
            return
        if socket.is_flux:
            await connection.send(fault.greeting or CONNECTED)
        async with Replies(connection) as replies, Replies(connection) as finals:
            async for message in connection:
                if fault.pace and isinstance(message, bytes):
                    await asyncio.sleep(len(message) / 2 / socket.rate / fault.pace)
                answers, ends = socket.take(message)
                await self._notify()
                if fault.cut_after_s is not None and socket.seconds >= fault.cut_after_s:
                    await _broken(connection, fault)
                    return
                if fault.error:
                    await connection.send(fault.error)
                    await connection.wait_closed()
                    return
                for answer in [] if fault.mute else answers:
                    for odd in fault.odd:
                        replies.add(odd, self._delay(socket))
                    late = fault.finals_late_s and is_final(answer)
                    way, delay_s = (finals, fault.finals_late_s) if late else (replies, 0)
                    delay_s += self._delay(socket)
                    for _ in range(2 if fault.doubled else 1):
                        way.add("{babble" if fault.babble else fault.changed(answer), delay_s)
                if ends:
                    await replies.drain()
                    await finals.drain()
                    return

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _broken(connection: ServerConnection, fault: Fault) -> None:
    """Close a connection, or reset it."""
    if fault.closes:
        await connection.close(*fault.closes)
    connection.transport.abort()


def _query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.path).query))
