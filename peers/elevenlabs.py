"""A loopback server that speaks ElevenLabs' multi-context text to speech, with a tone for a voice.

https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from peers.elevenlabs_socket import FORMATS, VoiceFault, VoiceReplies, VoiceSocket
from peers.websocket_peer import WebSocketPeer

_PATH = ("v1", "text-to-speech", "multi-stream-input")


class ElevenLabsPeer(WebSocketPeer):
    """`async with ElevenLabsPeer() as peer:` serves `peer.url`, for `ELEVENLABS_BASE_URL`.

    Args:
        api_key: The only key that opens the door; None lets any key in.
        pace: As the attribute.

    Attributes:
        fault: What goes wrong with the connections made from now on.
        sockets: The connections so far, in order.
        refused: How many handshakes failed.
        pace: How many times faster than it is heard sound comes.
    """

    def __init__(self, *, api_key: str | None = None, pace: float = 20.0):
        super().__init__()
        self.fault = VoiceFault()
        self.sockets: list[VoiceSocket] = []
        self.refused = 0
        self._api_key = api_key
        self.pace = pace
        self._changed = asyncio.Condition()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a connection, a message or a close makes the condition true."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def _notify(self) -> None:
        """Something has changed: look at what `until` waits for."""
        async with self._changed:
            self._changed.notify_all()

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        status, reason = self._judge(request)
        if status is HTTPStatus.OK:
            return None
        self.refused += 1
        await self._notify()
        return connection.respond(status, json.dumps({"detail": {"message": reason}}))

    def _judge(self, request: Request) -> tuple[HTTPStatus, str]:
        if self.fault.status:
            return HTTPStatus(self.fault.status), "out of order"
        key = request.headers.get("xi-api-key")
        if not key or self._api_key not in (None, key):
            return HTTPStatus.UNAUTHORIZED, "Invalid API key"
        *path, last = urlsplit(request.path).path.strip("/").split("/")
        if (*path[:-1], last) != _PATH:
            return HTTPStatus.NOT_FOUND, "Not Found"
        query = _query(request)
        if query.get("output_format") not in FORMATS or "model_id" not in query:
            return HTTPStatus.BAD_REQUEST, "output_format or model_id"
        return HTTPStatus.OK, ""

    async def _handle(self, connection: ServerConnection) -> None:
        assert connection.request
        path = urlsplit(connection.request.path).path.strip("/").split("/")
        socket = VoiceSocket(path[-2], _query(connection.request))
        self.sockets.append(socket)
        await self._notify()
        with suppress(ConnectionClosed):
            replies = VoiceReplies(connection, socket, self.fault, pace=self.pace)
            await replies.listen(self._notify)
        socket.closed = True
        await self._notify()


def _query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.path).query))
