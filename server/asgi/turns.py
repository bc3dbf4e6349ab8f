"""Request turns: requests that come at once begin one after the other."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from server.carriers.names import CARRIER_PATHS


class Turns:
    """Has one request begin at each turn of the event loop.

    A request takes some milliseconds of it. A hundred that begin in one turn would keep the audio
    of all calls waiting for all of them; so each waits for those before it, and no longer. What
    brings in calls waits for nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is its turn."""
        if scope["type"] in {"http", "websocket"} and not scope["path"].startswith(CARRIER_PATHS):
            async with self._turn:
                await asyncio.sleep(0)
        return await self._app(scope, receive, send)
