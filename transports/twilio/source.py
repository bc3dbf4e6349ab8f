"""Twilio source: the media stream of a forked call, read from its WebSocket."""

import asyncio
from typing import Any

from loguru import logger
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.audio import mulaw
from transports.source import Feed
from transports.twilio.messages import (
    StreamError,
    StreamStart,
    StreamStopped,
    TwilioMessages,
    read_message,
)
from transports.twilio.pace import StreamPace

# Twilio sends `start` right after `connected`; whoever does not is not Twilio.
_START_TIMEOUT_S = 10.0
_BYTES_A_MS = 2 * mulaw.RATE / 1000
TOO_FAST = "too_fast"
"""Why a call ended whose audio came faster than it may."""


async def read_start(websocket: WebSocket) -> StreamStart:
    """Read messages up to the `start` that makes the stream a call.

    Args:
        websocket: An accepted WebSocket.

    Raises:
        StreamError: There is no usable `start`.
    """
    ignored = 0
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            while (event := await websocket.receive())["type"] != "websocket.disconnect":
                message = read_message(_data(event))
                if isinstance(message, dict) and message.get("event") == "start":
                    return StreamStart.parse(message)
                if isinstance(message, str) or message.get("event") != "connected":
                    ignored += 1
                    if ignored == 1:
                        logger.warning("media stream: ignored messages before start")
    except TimeoutError:
        raise StreamError(f"no start message within {_START_TIMEOUT_S:.0f} s") from None
    raise StreamError("the stream closed before its start message")


class TwilioSource:
    """Both tracks of one forked call."""

    sample_rate = mulaw.RATE
    brings_both = True

    def __init__(
        self,
        websocket: WebSocket,
        start: StreamStart,
        *,
        inbound_role: Speaker,
        pace: StreamPace | None = None,
    ) -> None:
        """Create the source of a stream whose `start` has been read, and which keeps a pace."""
        self._websocket = websocket
        self._messages = TwilioMessages(start, inbound_role=inbound_role)
        self._pace = pace

    async def run(self, feed: Feed) -> str:
        """Read messages until Twilio's `stop` (`hangup`) or the socket's end (`disconnected`).

        A stream that does not keep its pace is read no further (`too_fast`).
        """
        now = asyncio.get_running_loop().time
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            heard = self._messages.read(_data(event))
            if isinstance(heard, StreamStopped):
                return "hangup"
            if heard:
                audio_ms = len(heard.pcm) / _BYTES_A_MS
                if self._pace and not self._pace.allows(audio_ms, now()):
                    return TOO_FAST
                feed(*heard)
        return "disconnected"


def _data(event: Any) -> str | bytes:
    """The message of a `websocket.receive`; a server may give the other kind as None."""
    text = event.get("text")
    return text if text is not None else event.get("bytes") or b""
