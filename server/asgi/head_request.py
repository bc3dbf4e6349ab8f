"""Head request: answered with the header that GET would have, and no body.

Each route has its GET alone. A stream of events has no end: it is broken off behind its header.
"""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STREAM = "text/event-stream"
_NO_BODY: Message = {"type": "http.response.body", "body": b"", "more_body": False}


class HeadRequests:
    """Asks `app` as if it were GET; HTTP's server sends no body where HEAD asks."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)
        streams = asyncio.Event()

        async def send_header(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start" and _is_stream(message):
                await send(_NO_BODY)
                streams.set()
                await asyncio.sleep(0)

        asking = asyncio.ensure_future(self._app({**scope, "method": "GET"}, receive, send_header))
        begun = asyncio.ensure_future(streams.wait())
        try:
            await asyncio.wait((asking, begun), return_when=asyncio.FIRST_COMPLETED)
            if not streams.is_set():
                await asking
        finally:
            asking.cancel()
            begun.cancel()
            await asyncio.wait((asking, begun))


def _is_stream(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return kind.partition(";")[0].strip() == _STREAM
