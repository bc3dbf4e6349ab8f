"""uvicorn, and the order in which it stops."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from loguru import logger

from pipeline.line import Line
from server.app import create_app
from server.media import Bot

# A frame of Twilio's is 300 bytes, a client's message at most 16 KiB; a mistaken megabyte is read
# and refused by name instead of costing the call its socket.
_MAX_MESSAGE_BYTES = 4 * 1024 * 1024
_STOP_S = 3


class ServeError(Exception):
    """The server can't start; the message says why."""


class Server(uvicorn.Server):
    """Ends the calls before it closes their sockets, so that what was heard is written."""

    def __init__(self, line: Line, bot: Bot):
        """Create the server of `line`'s calls."""
        config = uvicorn.Config(
            create_app(line, bot),
            log_level="warning",
            access_log=False,
            ws_max_size=_MAX_MESSAGE_BYTES,
            timeout_graceful_shutdown=_STOP_S,
        )
        super().__init__(config)
        self._line = line
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the calls, let the listeners go, and close."""
        self.stopped.set()
        await self._line.end_calls("shutdown")
        self._line.hub.close()
        await super().shutdown(sockets)

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


@asynccontextmanager
async def serving(line: Line, bot: Bot, host: str, port: int) -> AsyncIterator[tuple[Server, int]]:
    """Serve while the block runs; gives the server and the port it listens on (0 takes a free one).

    Raises:
        ServeError: The address is taken, or not this machine's.
    """
    try:
        listener = socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise ServeError(f"can't listen on {host}:{port}: {error.strerror}") from None
    server = Server(line, bot)
    task = asyncio.create_task(server.serve([listener]))
    await server.ready.wait()
    try:
        yield server, listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        logger.debug("stopped")
