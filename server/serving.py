"""Server on an address: listens there for as long as a block runs."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from loguru import logger

from conversation.errors import CallShadowError, ErrorCode
from pipeline.runtime import Runtime
from pubsub.beside import beside
from server.auth.listen_address import check_listen_address, log_authentication
from server.http_server import Server

# A peer that is there and reads nothing would hold its socket, and what waits for it, for ever; no
# shorter than what the pings allow.
_UNREAD_MS = 60_000
_BACKLOG = 2048


class ServeError(CallShadowError):
    """The server can't start; the message says why."""

    code = ErrorCode.SERVE_FAILED


def web_address(host: str, port: int) -> str:
    """The address at which a server on `host` and `port` is opened: `http://127.0.0.1:7860`."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def hold(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket with an address, that does not listen yet; `shared` lets others have it as well.

    Raises:
        ServeError: The address is taken, or not this machine's.
    """
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        holder.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MS)
    if shared:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        holder.bind((host, port))
    except OSError as error:
        holder.close()
        address = web_address(host, port).removeprefix("http://")
        raise ServeError(f"can't listen on {address}: {error.strerror}") from None
    return holder


@asynccontextmanager
async def serving(
    runtime: Runtime,
    host: str,
    port: int,
    *,
    listener: socket.socket | None = None,
    drain_s: float = 0.0,
) -> AsyncIterator[tuple[Server, int]]:
    """Serve while the block runs; gives the server and the port it listens on.

    Args:
        runtime: What the calls of the process share.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        listener: A socket that is bound already; default: one with that address.
        drain_s: How long `Server.drain` waits for the calls.

    Raises:
        SettingsError: The address is open to others, and there are no keys.
        ServeError: The address is taken, or not this machine's.
    """
    check_listen_address(runtime.settings, host)
    listener = listener or hold(host, port)
    listener.listen(_BACKLOG)
    log_authentication(runtime.settings)
    server = Server(runtime, drain_s=drain_s)
    async with beside(server.serve([listener]), "server", stop=server.end):
        await server.ready.wait()
        yield server, listener.getsockname()[1]
    logger.debug("stopped")
