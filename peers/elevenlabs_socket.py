"""One connection of the ElevenLabs peer: what arrived, what is answered, and what goes wrong."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

FORMATS = {f"pcm_{rate}": rate for rate in (8000, 16000, 22050, 24000, 32000, 44100, 48000)}
_S_A_LETTER = 0.06
_PIECE_S = 0.25
_MOST_CONTEXTS = 5


@dataclass(frozen=True)
class VoiceFault:
    """What goes wrong with a connection.

    Attributes:
        status: The handshake is refused with this HTTP status.
        close: The connection is let in, and closed with this code at its first message.
        mute: Everything is read, nothing is answered.
        cut_after: The connection is reset after this many pieces of sound.
    """

    status: int | None = None
    close: int | None = None
    mute: bool = False
    cut_after: int | None = None


@dataclass
class VoiceSocket:
    """One connection, as the peer saw it.

    Attributes:
        voice: The voice of the address.
        query: The query of the address.
        contexts: The contexts so far, with their texts, in the order in which they began.
        closed: Whether the connection is over.
    """

    voice: str
    query: Mapping[str, str]
    contexts: dict[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def texts(self) -> list[str]:
        """The texts so far."""
        return list(self.contexts.values())


class VoiceReplies:
    """The answers on one connection: a task a context, which speaks its texts in their order."""

    def __init__(
        self,
        connection: ServerConnection,
        socket: VoiceSocket,
        fault: VoiceFault,
        *,
        pace: float,
    ):
        self._connection = connection
        self._socket = socket
        self._fault = fault
        self._pace = pace
        self._rate = FORMATS[socket.query["output_format"]]
        self._inboxes: dict[str, asyncio.Queue[str | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pieces = 0

    async def listen(self, took: Callable[[], Awaitable[None]]) -> None:
        """Take messages until the client, or a fault, ends the connection; `took` one."""
        try:
            async for text in self._connection:
                if self._fault.close:
                    await self._connection.close(self._fault.close, "Invalid API key")
                    return
                message = json.loads(text)
                if message.get("close_socket") or not await self._take(message):
                    return
                await took()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, message: dict[str, Any]) -> bool:
        """Whether the connection goes on."""
        context = message.get("context_id")
        if context is None:
            return True  # a keepalive
        if context not in self._inboxes and "text" in message and not await self._begin(context):
            return False
        if text := message.get("text", "").strip():
            self._socket.contexts[context] += text
            self._inboxes[context].put_nowait(text)
        if message.get("close_context") and context in self._inboxes:
            self._inboxes[context].put_nowait(None)
        return True

    async def _begin(self, context: str) -> bool:
        if sum(not task.done() for task in self._tasks) >= _MOST_CONTEXTS:
            why = f"Maximum simultaneous contexts per connection exceeded ({_MOST_CONTEXTS})."
            await self._send({"message": why, "error": "max_active_conversations", "code": 1008})
            await self._connection.close(CloseCode.POLICY_VIOLATION, why)
            return False
        self._socket.contexts[context] = ""
        self._inboxes[context] = asyncio.Queue()
        self._tasks.add(asyncio.create_task(self._serve(context, self._inboxes[context])))
        return True

    async def _serve(self, context: str, inbox: asyncio.Queue[str | None]) -> None:
        with suppress(ConnectionClosed):
            while (text := await inbox.get()) is not None:
                if not self._fault.mute:
                    await self._speak(context, text)
            if not self._fault.mute:
                await self._send({"isFinal": True, "contextId": context})

    async def _speak(self, context: str, text: str) -> None:
        times = {
            "chars": list(text),
            "charStartTimesMs": [round(at * _S_A_LETTER * 1000) for at in range(len(text))],
            "charDurationsMs": [round(_S_A_LETTER * 1000)] * len(text),
        }
        size = round(_PIECE_S * self._rate) * 2
        sound = _tone(len(text) * _S_A_LETTER, self._rate)
        for at in range(0, len(sound), size):
            if self._pieces == self._fault.cut_after:
                self._connection.transport.abort()
                return
            self._pieces += 1
            piece = base64.b64encode(sound[at : at + size]).decode()
            told = None if at else times
            answer = {"audio": piece, "contextId": context, "isFinal": False}
            await self._send(answer | {"alignment": told, "normalizedAlignment": told})
            await asyncio.sleep(_PIECE_S / self._pace)

    async def _send(self, answer: dict[str, Any]) -> None:
        await self._connection.send(json.dumps(answer))


def _tone(seconds: float, rate: int) -> bytes:
    """A tone of 220 Hz, 16-bit little-endian PCM."""
    times = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * 220 * times) * 8000).astype("<i2").tobytes()
