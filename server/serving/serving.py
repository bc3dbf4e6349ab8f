"""Server on an address: listens there for as long as a block runs."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from loguru import logger

from pipeline.runtime import Runtime
from pipeline.server_presence import apart_from
from pubsub.beside import beside
from server.auth.access_log import log_authentication
from server.auth.listen_address import check_listen_address
from server.serving.http_server import Server
from server.serving.listening_socket import hold
from stores.access.key_store import StoredKey
from stores.errors import EventLogError

_BACKLOG = 2048


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
    log_authentication(runtime.settings, await _stored_keys(runtime))
    server = Server(runtime, drain_s=drain_s)
    async with beside(server.serve([listener]), "server", stop=server.end):
        await server.ready.wait()
        if apart := await apart_from(runtime.settings, runtime.log.presence):
            logger.warning("{}", apart)
        yield server, listener.getsockname()[1]
    logger.debug("stopped")


async def _stored_keys(runtime: Runtime) -> Sequence[StoredKey] | None:
    try:
        return await runtime.log.keys.all()
    except EventLogError:
        return None
