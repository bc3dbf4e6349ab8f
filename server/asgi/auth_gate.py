"""The gate before the API: who asks, how often, and how much they send.

FastAPI reads a body before it looks at a route's checks, so who has no key is refused here.
"""

import re
import time
from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.asgi.rate_limit import RateLimiter, Verdict
from server.auth.access import Access
from server.auth.keys import Caller
from server.errors import ApiError
from settings import Settings

MAX_BODY_BYTES = 1024 * 1024
# Two sound files, of an hour each at 8 kHz.
MAX_UPLOAD_BYTES = 128 * 1024 * 1024
_UPLOAD = re.compile(r"/api/calls/[^/]+/audio")
REQUESTS_A_MINUTE = 600
SOCKETS_A_MINUTE = 120
# A console's first request has no key; a stale tab comes back every 8 s.
FAILURES_A_MINUTE = 60
_LIMITED = ("/api/", "/metrics")
_STARTS = {"http.response.start", "websocket.http.response.start"}


class AuthGate:
    """Refuses who is not known, with 401, and who asks too often, with 429.

    It counts for each key or token. Who has no valid one is counted by address, more strictly, and
    never at the cost of those who have: a whole office may come from one address, and a key is too
    long to be guessed.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        settings: Settings,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Stand before `app`; `now` is the present time in seconds, monotonic."""
        self._app = app
        self._access = access
        self._now = now
        self._requests = _limiter(settings.rate_limit_per_minute, REQUESTS_A_MINUTE, access)
        self._sockets = _limiter(settings.socket_limit_per_minute, SOCKETS_A_MINUTE, access)
        self._failures = RateLimiter(FAILURES_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or not scope["path"].startswith(_LIMITED):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        refusal = None
        try:
            verdict = self._admit(connection, self._access.caller(connection))
        except ApiError as unknown:
            refusal = unknown
            verdict = self._failures.take(_address(connection), self._now())
        if verdict and not verdict.allowed:
            refusal = _too_many(verdict)
        app = refusal.response() if refusal else self._app
        return await app(scope, receive, _with_headers(send, verdict))

    def _admit(self, connection: HTTPConnection, caller: Caller) -> Verdict | None:
        limiter = self._sockets if connection.scope["type"] == "websocket" else self._requests
        key: Hashable = (caller.name, caller.call_id) if caller.name else _address(connection)
        return limiter.take(key, self._now()) if limiter else None


class BodyLimit:
    """Refuses bodies that are too large, with 413, of stated length or not."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = MAX_UPLOAD_BYTES if _UPLOAD.fullmatch(scope["path"]) else MAX_BODY_BYTES
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            return await _too_large(limit).response()(scope, receive, send)
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                # FastAPI lets this one through where it reads a body, and no other.
                raise HTTPException(413, _too_large(limit).body.message)
            return message

        return await self._app(scope, limited, send)


def _too_large(limit: int) -> ApiError:
    return ApiError(413, "body_too_large", f"A body has at most {limit} bytes.")


def _too_many(verdict: Verdict) -> ApiError:
    return ApiError(
        429,
        "too_many_requests",
        f"More than {verdict.limit} in {verdict.window_s} s.",
        retry_after=round(verdict.retry_after_s, 3),
    )


def _limiter(wanted: int | None, default: int, access: Access) -> RateLimiter | None:
    """The limiter of a setting; without keys only this machine can ask, and is not limited."""
    limit = (0 if access.is_open else default) if wanted is None else wanted
    return RateLimiter(limit) if limit else None


def _address(connection: HTTPConnection) -> str:
    """The client's address; for IPv6 its network, as a client has a whole one of its own."""
    host = connection.client.host if connection.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return host


def _with_headers(send: Send, verdict: Verdict | None) -> Send:
    if verdict is None:
        return send

    async def sending(message: Message) -> None:
        if message["type"] in _STARTS:
            MutableHeaders(scope=message).update(verdict.headers())
        await send(message)

    return sending
