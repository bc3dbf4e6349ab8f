"""Authentication gate: refuses who is not known and who asks too often, before a body is read.

FastAPI reads a body before it looks at a route's checks.
"""

import time
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.asgi.rate_limit import RateLimiter, Verdict
from server.asgi.response_headers import with_headers
from server.auth.authenticator import Authenticator
from server.auth.caller import Caller, address_of, client_key, keep_caller
from server.errors import ApiError
from settings import Settings

REQUESTS_A_MINUTE = 600
SOCKETS_A_MINUTE = 120
# A console's first request has no key; a stale tab comes back every 8 s.
FAILURES_A_MINUTE = 60
_GUARDED = ("/api/", "/metrics")


class AuthGate:
    """Refuses who is not known, with 401, and who asks too often, with 429.

    The caller of a request that passes is left in its scope, for `caller_of`.

    It counts for each key or token. Who has no valid one is counted by address, more strictly, and
    never at the cost of those who have: a whole office may come from one address, and a key is too
    long to be guessed.
    """

    def __init__(
        self,
        app: ASGIApp,
        authenticator: Authenticator,
        settings: Settings,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Stand before `app`; `now` is the present time in seconds, monotonic."""
        self._app = app
        self._authenticator = authenticator
        self._now = now
        is_open = authenticator.is_open
        self._requests = _limiter(settings.rate_limit_per_minute, REQUESTS_A_MINUTE, is_open)
        self._sockets = _limiter(settings.socket_limit_per_minute, SOCKETS_A_MINUTE, is_open)
        self._failures = RateLimiter(FAILURES_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or not scope["path"].startswith(_GUARDED):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        refusal = None
        try:
            caller = self._authenticator.authenticate(connection)
            keep_caller(scope, caller)
            verdict = self._admit(connection, caller)
        except ApiError as unknown:
            refusal = unknown
            verdict = self._failures.take(address_of(connection), self._now())
        if verdict and not verdict.allowed:
            refusal = _too_many(verdict)
        app = refusal.response() if refusal else self._app
        return await app(scope, receive, with_headers(send, verdict.headers()) if verdict else send)

    def _admit(self, connection: HTTPConnection, caller: Caller) -> Verdict | None:
        limiter = self._sockets if connection.scope["type"] == "websocket" else self._requests
        key = client_key(connection, caller)
        return limiter.take(key, self._now()) if limiter else None


def _too_many(verdict: Verdict) -> ApiError:
    return ApiError(
        429,
        ErrorCode.TOO_MANY_REQUESTS,
        f"More than {verdict.limit} in {verdict.window_s} s.",
        retry_after=round(verdict.retry_after_s, 3),
    )


def _limiter(wanted: int | None, default: int, is_open: bool) -> RateLimiter | None:
    """The limiter of a setting; without keys only this machine can ask, and is not limited."""
    limit = (0 if is_open else default) if wanted is None else wanted
    return RateLimiter(limit) if limit else None
