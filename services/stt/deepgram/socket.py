"""Deepgram connection socket: how either address of the recogniser is opened."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI
from websockets.uri import parse_uri

from services.route import socket_route
from services.stt.deepgram.lookup import known
from services.stt.deepgram.prompt_socket import PromptSocket
from services.stt.deepgram.refusals import refused
from settings.addresses import has_login

CLOSE_S = 1.0
"""A server that has been told `CloseStream`, or is dead, is not waited for."""
# A pong waits behind the answers that a busy process has yet to read: to cut all its connections at
# once, make them anew and send their audio again, is the last thing that helps it.
_PONG_S = 60.0
# A longer message ends the connection. One that is longer than any answer is passed over, unread.
_LONGEST_BYTES = 16 << 20


async def open_socket(
    base_url: str, path: str, api_key: str, query: Mapping[str, str | Sequence[str]]
) -> ClientConnection:
    """Open a socket.

    The SDK's own `connect` makes a TLS context for each connection and another for an HTTP client
    that is never used, some 20 ms of CPU each while every call waits, and offers compression.

    Args:
        base_url: `ws(s)://` or `http(s)://`.
        path: From there, `/v1/listen`.
        api_key: The key.
        query: What is asked of the recogniser.

    Raises:
        SttRefusedError: The server refuses, or there is none.
    """
    base = base_url.replace("http", "ws", 1) if base_url.startswith("http") else base_url
    url = f"{base.rstrip('/')}{path}?{urlencode(query, doseq=True)}"
    route = socket_route(base)
    try:
        host, proxy = parse_uri(url).host, route["proxy"]
        await known((urlsplit(proxy).hostname or host) if proxy else host)
        socket = await connect(
            url,
            # A login in the address is sent by itself, in the same header.
            additional_headers={} if has_login(base) else {"Authorization": f"Token {api_key}"},
            **route,
            close_timeout=CLOSE_S,
            ping_timeout=_PONG_S,
            max_size=_LONGEST_BYTES,
            create_connection=PromptSocket,
        )
    except (OSError, InvalidHandshake, InvalidURI, UnicodeError) as error:  # of a name like `a..b`
        raise refused(error) from error
    if isinstance(socket, PromptSocket):
        socket.be_prompt()
    return socket
