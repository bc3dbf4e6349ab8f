"""HTTP server: uvicorn, and the order in which it stops.

    drain()   no new call is let in, `/readyz` says 503; probes and viewers are served, and the
              calls go on until the last has ended or `drain_s` is over
    retire()  the same, but nobody is served any more who comes: another process has the port
    end()     the calls are ended and written down, then their listeners go, then the sockets close

Each but `retire` can follow on the one before; the last is what each comes to.
"""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from loguru import logger

from pipeline.runtime import Runtime
from server.app import create_app
from server.asgi.broadcast import BroadcastSocket
from server.asgi.http_limits import BoundedHttp
from server.serving.uvicorn_log import take_over

# A frame of Twilio's is 300 bytes, a client's message at most 16 KiB; a mistaken megabyte costs
# 5 ms, and is refused by name instead of costing the call its socket.
_MAX_MESSAGE_BYTES = 1024 * 1024
# How long a connection that was made before its server retired has to say what it wants.
_LATE_S = 1.0
# How long requests that are being answered are waited for, once the calls have ended.
_STOP_S = 2


def _is_an_error(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn's log tells of an error.

    uvicorn 0.54 says so too of each WebSocket that was refused by HTTP status, after it was, and
    shows the stack of each request that it cancels at its end, and of each text that is not UTF-8,
    whose sender is told by the close code 1007.
    """
    no_faults = (asyncio.CancelledError, UnicodeDecodeError)
    is_none = record.exc_info and isinstance(record.exc_info[1], no_faults)
    return not is_none and record.msg != "ASGI callable returned without completing handshake."


class Server(uvicorn.Server):
    """Ends the calls before it closes their sockets, so that what was heard is written.

    Attributes:
        ready: Set when it listens.
        stopped: Set when it begins to end the calls.
    """

    def __init__(self, runtime: Runtime, *, drain_s: float = 0.0):
        """Create the server of `runtime`'s calls.

        Args:
            runtime: What the calls share.
            drain_s: How long a drain waits for the calls.
        """
        config = uvicorn.Config(
            create_app(runtime),
            log_config=None,
            log_level="warning",
            access_log=False,
            http=BoundedHttp,
            ws=BroadcastSocket,
            ws_max_size=_MAX_MESSAGE_BYTES,
            ws_per_message_deflate=False,  # each listener would cost its own compression of it all
            timeout_graceful_shutdown=_STOP_S,
            forwarded_allow_ips=runtime.settings.forwarded_allow_ips,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_an_error)
        take_over()
        super().__init__(config)
        self._calls = runtime.calls
        self._hub = runtime.hub
        self._presence = runtime.log.presence
        self._drain_s = drain_s
        self._draining: asyncio.Task[None] | None = None
        self._retiring: asyncio.TimerHandle | None = None
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        await self._presence.hold()
        self.ready.set()

    @property
    def draining(self) -> bool:
        """Whether it was told to drain."""
        return self._draining is not None

    def drain(self) -> None:
        """Take no new call, and end when those that run have ended, or after `drain_s`."""
        if not self._draining:
            self._calls.admission.close()
            self._presence.release()
            self._draining = asyncio.create_task(self._drain(), name="drain")

    def retire(self) -> None:
        """Listen no more, and drain once those have asked who are connected already.

        A connection that was used is closed when it is idle, so that its client makes another.
        """
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            if getattr(connection, "cycle", None):
                connection.shutdown()
        if not self._retiring:
            self._retiring = asyncio.get_running_loop().call_later(_LATE_S, self.drain)

    def end(self) -> None:
        """End the calls, and close."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the calls, let the listeners go, and close."""
        self.stopped.set()
        self._presence.release()
        if self._retiring:
            self._retiring.cancel()
        if self._draining:
            self._draining.cancel()
        await self._calls.end_all("shutdown")
        self._hub.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the command whose server this is."""
        yield

    async def _drain(self) -> None:
        inside = len(self._calls.admission)
        logger.info("stopping: {} calls have up to {:g} s to end", inside, self._drain_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._drain_s):
                await self._calls.admission.emptied()
        self.end()
