"""Connection handshake of Flux: `Connected` comes, or what refuses the connection."""

import asyncio

import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from services.stt.deepgram.endings import told_error, unheard
from services.stt.deepgram.refusals import refused

_CONNECTED_S = 10.0


async def ready(socket: ClientConnection) -> None:
    """Wait for `Connected`, without which nothing is heard.

    Raises:
        SttRefusedError: Flux closes the connection, says why it is none, or says nothing.
        ConnectionClosedError: It breaks off.
    """
    try:
        async with asyncio.timeout(_CONNECTED_S):
            await _connected(socket)
    except ConnectionClosed as error:
        raise unheard(error) from error
    except (TimeoutError, orjson.JSONDecodeError, AttributeError) as error:
        socket.transport.abort()
        raise refused(error) from error


async def _connected(socket: ClientConnection) -> None:
    while (said := orjson.loads(await socket.recv())).get("type") != "Connected":
        if said.get("type") == "Error":
            socket.transport.abort()  # it is not waited for
            raise told_error(said)
