"""Application server of a test, and the files of pages that Chromium keeps from test to test.

    a test's server on a port ────▶ Chromium: its /static, once
    the next one's, on the same ──▶ Chromium: what is not /static

The sixty files of a page are a third of the CPU that it takes to open one. Chromium keeps them by
their address, so servers have one port after the other, and tell it not to ask again each time. As
the product does it, `locked_server` and tests/server/test_security_headers.py have it.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from starlette.types import Scope

from peers.forked import ForkedProcess, product
from peers.server_process import ServerProcess, reserved_port
from server.pages import PageFiles
from server.routes import console


class Ports:
    """Ports that the servers of one test after the other listen on."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._taken: list[int] = []

    def take(self) -> int:
        """One that no other server of this test has had: a page may be asking for that one."""
        self._taken.append(self._free.pop() if self._free else reserved_port(self))
        return self._taken[-1]

    def free(self) -> None:
        """The pages of the test are closed."""
        self._free += reversed(self._taken)
        self._taken.clear()


PORTS = Ports()


class KeptFiles(PageFiles):
    """The files of pages, which a browser may keep for an hour."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "max-age=3600"
        return response


def keeping(arguments: list[str]) -> int:
    """`callshadow` with these arguments, whose browsers may keep the files of its pages."""
    console.PageFiles = KeptFiles
    return product(arguments)


class KeepingServer(ServerProcess):
    """The product, whose browsers may keep the files of its pages."""

    async def _start(self) -> ForkedProcess:
        return await self._fork(keeping)


@asynccontextmanager
async def serving(app: FastAPI, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve an application in this process; gives the base address.

    Args:
        app: The application.
        listener: Where it is served, if its address has to be known before; it stays open.
    """
    listener = listener.dup() if listener else socket.create_server(("127.0.0.1", PORTS.take()))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
