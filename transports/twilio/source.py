"""Twilio source: the media stream of a forked call, from its `start` on."""

import asyncio

from loguru import logger
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.streams.messages import data_of, read_message
from transports.streams.source import StreamSource
from transports.streams.start import StreamError
from transports.twilio.messages import TwilioMessages, TwilioStart

# Twilio sends `start` right after `connected`; whoever does not is not Twilio.
_START_TIMEOUT_S = 10.0


async def read_start(websocket: WebSocket) -> TwilioStart:
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
                message = read_message(data_of(event))
                if isinstance(message, dict) and message.get("event") == "start":
                    return TwilioStart.parse(message)
                if isinstance(message, str) or message.get("event") != "connected":
                    ignored += 1
                    if ignored == 1:
                        logger.warning("media stream: ignored messages before start")
    except TimeoutError:
        raise StreamError(f"no start message within {_START_TIMEOUT_S:.0f} s") from None
    raise StreamError("the stream closed before its start message")


def twilio_source(websocket: WebSocket, start: TwilioStart, inbound: Speaker) -> StreamSource:
    """Both tracks of a forked call, on whose inbound track that party is."""
    return StreamSource(websocket, TwilioMessages(start, inbound_role=inbound))
