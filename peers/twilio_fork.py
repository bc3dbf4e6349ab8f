"""Twilio's end of one media stream: opened, fed, stopped or cut, as Twilio does it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from transports.recording.recording import Recording
from transports.twilio.addresses import MEDIA_PATH, media_address
from transports.twilio.replay_messages import MediaStream, sid

SILENCE = b64encode(b"\xff" * 160).decode()
"""20 ms of mu-law silence, in base64."""
_OPENING = 2
"""The messages of a stream before its audio."""


class Fork:
    """One media stream.

    Attributes:
        call: Its CallSid.
        stream: Its StreamSid.
        received: The bytes that the product has sent on it, which is an error of its own.
        closed: Set when the product has closed it, or it was cut.
    """

    def __init__(
        self, call: str, account: str, parameters: Mapping[str, str], stream: str | None = None
    ) -> None:
        self.call = call
        self.stream = stream or sid("MZ")
        self.parameters = dict(parameters)
        self.received = 0
        self.closed = asyncio.Event()
        self._account = account
        self._sequence = 0
        self._at_ms = 0
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, server: str, public: str, token: str) -> None:
        """Connect with a signed handshake, and send `connected` and `start`."""
        signature = RequestValidator(token).compute_signature(media_address(public), {})
        url = server.replace("http", "ws", 1) + MEDIA_PATH
        headers = {"X-Twilio-Signature": signature}
        self._socket = await connect(
            url, additional_headers=headers, proxy=None, compression=None, ping_interval=None
        )
        self._reading = asyncio.create_task(self._read(self._socket), name="twilio peer: fork")
        await self._send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        start = {
            "accountSid": self._account,
            "streamSid": self.stream,
            "callSid": self.call,
            "tracks": ["inbound", "outbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": self.parameters,
        }
        await self._numbered("start", start)

    async def say(self, payload: str = SILENCE, packets: int = 1) -> None:
        """Send the same 20 ms of both tracks, so many times."""
        for _ in range(packets):
            for track in ("inbound", "outbound"):
                at = str(self._at_ms)
                chunk = str(self._at_ms // 20 + 1)
                media = {"track": track, "chunk": chunk, "timestamp": at, "payload": payload}
                await self._numbered("media", media)
            self._at_ms += 20

    async def play(self, recording: Recording) -> None:
        """Send a recording as it is spoken, and end the stream; return early where it is cut."""
        media = MediaStream(self.call, stream_id=self.stream, account_id=self._account)
        clock, started = asyncio.get_running_loop().time, asyncio.get_running_loop().time()
        with suppress(ConnectionClosed):
            for at_ms, message in islice(media.messages(recording), _OPENING, None):
                await asyncio.sleep(started + at_ms / 1000 - clock())
                assert self._socket
                await self._socket.send(message, text=True)
            await self.closed.wait()

    async def stop(self) -> None:
        """End the stream as Twilio does: a `stop`, then the close."""
        with suppress(ConnectionClosed):
            await self._numbered("stop", {"accountSid": self._account, "callSid": self.call})
        if self._socket:
            await self._socket.close()

    async def drop(self) -> None:
        """Cut the socket, without a word."""
        if self._socket:
            self._socket.transport.abort()
        if self._reading:
            await self._reading

    async def _numbered(self, event: str, body: dict[str, Any]) -> None:
        self._sequence += 1
        number = str(self._sequence)
        message = {"event": event, "sequenceNumber": number, event: body}
        await self._send(message | {"streamSid": self.stream})

    async def _send(self, message: dict[str, Any]) -> None:
        assert self._socket
        await self._socket.send(json.dumps(message))

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                self.received += len(await socket.recv(decode=False))
        self.closed.set()
