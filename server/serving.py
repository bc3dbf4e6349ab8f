"""HTTP server: uvicorn, and the order in which it stops."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from loguru import logger

from conversation.errors import CallShadowError, ErrorCode
from pipeline.runtime import Runtime
from pubsub.beside import beside
from server.app import create_app
from server.asgi.broadcast import BroadcastSocket
from server.auth.listen_address import check_listen_address, log_authentication

# A frame of Twilio's is 300 bytes, a client's message at most 16 KiB; a mistaken megabyte is read
# and refused by name instead of costing the call its socket.
_MAX_MESSAGE_BYTES = 4 * 1024 * 1024
_STOP_S = 3
# A peer that is there and reads nothing would hold its socket, and what waits for it, for ever; no
# shorter than what the pings allow.
_UNREAD_MS = 60_000
_BACKLOG = 2048


def _is_no_refusal(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn's log says more than that a WebSocket was refused by HTTP status.

    uvicorn 0.54 calls each such refusal an error of the application, after it was sent.
    """
    return record.msg != "ASGI callable returned without completing handshake."


class ServeError(CallShadowError):
    """The server can't start; the message says why."""

    code = ErrorCode.SERVE_FAILED


class Server(uvicorn.Server):
    """Ends the calls before it closes their sockets, so that what was heard is written."""

    def __init__(self, runtime: Runtime):
        """Create the server of `runtime`'s calls."""
        config = uvicorn.Config(
            create_app(runtime),
            log_level="warning",
            access_log=False,
            ws=BroadcastSocket,
            ws_max_size=_MAX_MESSAGE_BYTES,
            ws_per_message_deflate=False,  # each listener would cost its own compression of it all
            timeout_graceful_shutdown=_STOP_S,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_no_refusal)
        super().__init__(config)
        self._runtime = runtime
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the calls, let the listeners go, and close."""
        self.stopped.set()
        await self._runtime.calls.drain("shutdown")
        self._runtime.hub.close()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Begin to shut down."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM; uvicorn's own would raise them again, for exit code 143."""
        loop = asyncio.get_running_loop()
        stops = (signal.SIGINT, signal.SIGTERM)
        for number in stops:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in stops:
                loop.remove_signal_handler(number)


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
    shared: bool = False,
) -> AsyncIterator[tuple[Server, int]]:
    """Serve while the block runs; gives the server and the port it listens on.

    Args:
        runtime: What the calls of the process share.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        shared: Whether other processes listen on the same port.

    Raises:
        SettingsError: The address is open to others, and there are no keys.
        ServeError: The address is taken, or not this machine's.
    """
    check_listen_address(runtime.settings, host)
    listener = hold(host, port, shared=shared)
    listener.listen(_BACKLOG)
    log_authentication(runtime.settings)
    server = Server(runtime)
    async with beside(server.serve([listener]), "server", stop=server.stop):
        await server.ready.wait()
        yield server, listener.getsockname()[1]
    logger.debug("stopped")
