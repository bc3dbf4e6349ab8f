"""Opening of a media stream: its first messages, up to the one that makes it a call."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from loguru import logger
from starlette.websockets import WebSocket

from transports.streams.messages import data_of, read_message
from transports.streams.start import StreamError

# A carrier says which call it is right after the handshake; whoever does not is none.
START_TIMEOUT_S = 10.0
_BEFORE = ("dtmf", "websocket:dtmf")
Start = TypeVar("Start")


async def read_start(websocket: WebSocket, parse: Callable[[dict[str, Any]], Start]) -> Start:
    """Read messages up to the one whose `event` is `start`, as Twilio and Telnyx send it.

    Args:
        websocket: An accepted WebSocket.
        parse: Reads that message.

    Raises:
        StreamError: There is no usable one.
    """
    ignored = 0
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while (event := await websocket.receive())["type"] != "websocket.disconnect":
                message = read_message(data_of(event))
                if isinstance(message, dict) and message.get("event") == "start":
                    return parse(message)
                if isinstance(message, str) or message.get("event") != "connected":
                    ignored += 1
                    if ignored == 1:
                        logger.warning("media stream: ignored messages before start")
    except TimeoutError:
        raise StreamError(f"no start message within {START_TIMEOUT_S:.0f} s") from None
    raise StreamError("the stream closed before its start message")


async def read_first(websocket: WebSocket) -> dict[str, Any]:
    """Read the first message of an accepted WebSocket, where that one says which call it is.

    Audio and keys that come before it belong to no call, and are left out.

    Raises:
        StreamError: It does not come, or is no JSON object.
    """
    ignored = 0
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while (event := await websocket.receive())["type"] != "websocket.disconnect":
                data = data_of(event)
                message = read_message(data)
                if isinstance(data, str) and isinstance(message, str):
                    raise StreamError(f"{message} in place of the first one")
                if isinstance(message, dict) and message.get("event") not in _BEFORE:
                    return message
                ignored += 1
                if ignored == 1:
                    logger.warning("media stream: ignored messages before the first one")
    except TimeoutError:
        raise StreamError(f"no first message within {START_TIMEOUT_S:.0f} s") from None
    raise StreamError("the stream closed before its first message")
