"""Twilio input: a forked call's WebSocket in, tagged audio and speech out."""

import asyncio
from typing import Any

from loguru import logger
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.call_input import CallInput, MakeFrontEnd
from transports.twilio.messages import (
    StreamError,
    StreamStart,
    StreamStoppedFrame,
    TwilioTwoTrackSerializer,
    read_message,
)

# Twilio sends `start` right after `connected`; whoever does not is not Twilio.
_START_TIMEOUT_S = 10.0


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


class TwilioInput(CallInput):
    """Both tracks of one forked call; ends with `hangup` at Twilio's stop, else `disconnected`."""

    def __init__(
        self,
        websocket: WebSocket,
        start: StreamStart,
        *,
        inbound_role: Speaker,
        front_end: MakeFrontEnd,
    ):
        """Create the input of a stream whose `start` has been read."""
        super().__init__(front_end)
        self._websocket = websocket
        self._serializer = TwilioTwoTrackSerializer(
            start, inbound_role=inbound_role, unusable=self._front_end.unusable
        )

    async def listen(self) -> str:
        """Read messages until Twilio's `stop` or the socket's end."""
        self._front_end.expect_both()
        while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
            heard = self._serializer.read(_data(event))
            if self._ended or isinstance(heard, StreamStoppedFrame):
                return "hangup"
            if heard:
                self._front_end.feed(*heard)
        return "disconnected"


def _data(event: Any) -> str | bytes:
    """The message of a `websocket.receive`; a server may give the other kind as None."""
    text = event.get("text")
    return text if text is not None else event.get("bytes") or b""
