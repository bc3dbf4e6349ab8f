"""An HTTP server of an ASGI application without anything around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from server.asgi.http_limits import BoundedHttp
from server.asgi.socket_limits import BoundedSocket
from server.serving.listening_socket import hold


async def _hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers without a look at the body."""
    headers = [(b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


async def ok(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers any request, without a look at it."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def serving(app: ASGIApp = _hello) -> AsyncIterator[int]:
    """A server of an application, by its port."""
    config = uvicorn.Config(
        app, lifespan="off", log_level="warning", http=BoundedHttp, ws=BoundedSocket
    )
    config.load()
    listener = hold("127.0.0.1", 0)
    listener.listen(500)
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    try:
        yield listener.getsockname()[1]
    finally:
        await server.shutdown([listener])
