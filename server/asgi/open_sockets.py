"""Open sockets: the WebSockets and event streams that end when their caller's key or session does.

A request is answered at once, and needs no such care. A key or a session that another process ends
is noticed by `watch`, seconds later.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from loguru import logger
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from server.auth.caller import Caller, caller_of
from stores.errors import EventLogError

PERIOD_S = 2.0
"""How often keys and sessions are looked at that other processes may have ended."""
_CODE, _REASON = 4401, "the key, the token or the session has ended"
_CLOSING_S = 5.0
_STREAM = "/live"
Living = Callable[[Sequence[Caller]], Awaitable[list[bool]]]
"""Tells of callers whether they may still be connected; may raise `EventLogError`."""


@dataclass(eq=False, slots=True)
class _Open:
    scope: Scope
    task: asyncio.Task[object]
    is_over: bool = False

    @property
    def caller(self) -> Caller:
        """Who is connected by now: a client may have sent another token."""
        return caller_of(HTTPConnection(self.scope))


class OpenSockets:
    """The long connections of this process."""

    def __init__(self) -> None:
        """Create an empty one."""
        self._open: set[_Open] = set()

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection whose caller is in its scope, until they may be connected no more."""
        task = asyncio.current_task()
        if task is None or not (scope["type"] == "websocket" or scope["path"].endswith(_STREAM)):
            return await app(scope, receive, send)
        one = _Open(scope, task)
        self._open.add(one)
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if not one.is_over or task.uncancel():
                raise
        finally:
            self._open.discard(one)
        if one.is_over:
            await _end(scope, send)
        return None

    async def sweep(self, living: Living) -> None:
        """End the connections of those who may be connected no more.

        Raises:
            EventLogError: The log can't tell.
        """
        connected = [one for one in self._open if not one.is_over]
        verdicts = await living([one.caller for one in connected])
        for one, lives in zip(connected, verdicts, strict=True):
            if not lives and one in self._open:
                one.is_over = True
                one.task.cancel()

    async def watch(self, living: Living) -> None:
        """Sweep every `PERIOD_S`, without an end.

        A log that does not answer ends nobody; its cause is a line in the log, once.
        """
        told = ""
        while True:
            await asyncio.sleep(PERIOD_S)
            try:
                await self.sweep(living)
                told = ""
            except EventLogError as error:
                if error.message != told:
                    logger.error("keys and sessions: {}", error)
                told = error.message


async def _end(scope: Scope, send: Send) -> None:
    """Say that it is over; who does not read is not waited for."""
    with suppress(RuntimeError, OSError, TimeoutError):
        async with asyncio.timeout(_CLOSING_S):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _CODE, "reason": _REASON})
            else:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
