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

    def taken(_data: str | bytes, message: dict[str, Any] | str) -> Start | None:
        if isinstance(message, str) or message.get("event") != "start":
            return None
        return parse(message)

    return await _read_until(websocket, taken, "start", before="start")


async def read_first(websocket: WebSocket) -> dict[str, Any]:
    """Read the first message of an accepted WebSocket, where that one says which call it is.

    Audio and keys that come before it belong to no call, and are left out.

    Raises:
        StreamError: It does not come, or is no JSON object.
    """

    def taken(data: str | bytes, message: dict[str, Any] | str) -> dict[str, Any] | None:
        if isinstance(data, str) and isinstance(message, str):
            raise StreamError(f"{message} in place of the first one")
        return None if isinstance(message, str) or message.get("event") in _BEFORE else message

    return await _read_until(websocket, taken, "first", before="the first one")


async def _read_until(
    websocket: WebSocket,
    taken: Callable[[str | bytes, dict[str, Any] | str], Start | None],
    name: str,
    *,
    before: str,
) -> Start:
    """What `taken` makes of the first message that it takes, as it came and read."""
    is_told = False
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while (event := await websocket.receive())["type"] != "websocket.disconnect":
                data = data_of(event)
                message = read_message(data)
                if (found := taken(data, message)) is not None:
                    return found
                is_ignored = isinstance(message, str) or message.get("event") != "connected"
                if is_ignored and not is_told:
                    what = message if isinstance(message, str) else "messages"
                    logger.warning("media stream: ignored {} before {}", what, before)
                    is_told = True
    except TimeoutError:
        raise StreamError(f"no {name} message within {START_TIMEOUT_S:.0f} s") from None
    raise StreamError(f"the stream closed before its {name} message")
