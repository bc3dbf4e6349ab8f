"""Stopped requests: one that is being served when the server ends is told to be sent again.

uvicorn cancels it, and answers 500.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conversation.errors import ErrorCode
from pipeline.admission import RETRY_S
from server.errors import ApiError


class StoppedRequests:
    """Answers 503 `server_stopping` to requests that are cancelled before their answer begins."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer it where it is cancelled, and stay cancelled."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        has_begun = False

        async def sent(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            return await self._app(scope, receive, sent)
        except asyncio.CancelledError:
            if not has_begun:
                told = "The server stopped before it had an answer."
                refusal = ApiError(503, ErrorCode.SERVER_STOPPING, told, retry_after=RETRY_S)
                await refusal.response()(scope, receive, send)
            raise
