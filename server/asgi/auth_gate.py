"""Authentication gate: refuses unknown callers, and too many requests, before a body is read.

FastAPI reads a body before it looks at a route's checks.
"""

import time
from collections.abc import Callable

from loguru import logger
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.asgi.open_sockets import OpenSockets
from server.asgi.rate_limit import Verdict
from server.asgi.response_headers import with_headers
from server.asgi.shared_limiter import Limits, SharedLimiter
from server.auth.authenticator import Authenticator
from server.auth.caller import Caller, address_of, client_key, keep_caller
from server.errors import ApiError, event_log_unavailable
from settings import Settings
from stores.errors import EventLogError

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
        sockets: OpenSockets,
        *,
        now: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
    ) -> None:
        """Stand before `app`.

        Args:
            app: What answers.
            authenticator: Knows keys and tokens.
            settings: The limits.
            sockets: The connections that are open.
            now: The present time in seconds, monotonic.
            limits: What counts for all processes; None: each for itself.
        """
        self._app = app
        self._authenticator = authenticator
        self._open_sockets = sockets
        self._now = now
        self._limits = {
            "http": _Limit("http", settings.rate_limit_per_minute, REQUESTS_A_MINUTE, limits),
            "websocket": _Limit(
                "socket", settings.socket_limit_per_minute, SOCKETS_A_MINUTE, limits
            ),
        }
        self._failures = SharedLimiter("unknown", FAILURES_A_MINUTE, limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or not scope["path"].startswith(_GUARDED):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        refusal = None
        try:
            caller = await self._authenticator.authenticate(connection)
            keep_caller(scope, caller)
            verdict = await self._admit(connection, caller)
        except EventLogError as error:
            logger.error("event log: {}", error)
            return await event_log_unavailable().response()(scope, receive, send)
        except ApiError as unknown:
            refusal = unknown
            verdict = await self._failures.take(address_of(connection), self._now())
        if verdict and not verdict.allowed:
            refusal = _too_many(verdict)
        answer = with_headers(send, verdict.headers()) if verdict else send
        if refusal:
            return await refusal.response()(scope, receive, answer)
        return await self._open_sockets.run(self._app, scope, receive, answer)

    async def _admit(self, connection: HTTPConnection, caller: Caller) -> Verdict | None:
        limit = self._limits[connection.scope["type"]]
        limiter = limit.limiter(is_open=self._authenticator.is_open)
        if limiter is None:
            return None
        return await limiter.take(client_key(connection, caller), self._now())


def _too_many(verdict: Verdict) -> ApiError:
    return ApiError(
        429,
        ErrorCode.TOO_MANY_REQUESTS,
        f"More than {verdict.limit} in {verdict.window_s} s.",
        retry_after=round(verdict.retry_after_s, 3),
    )


class _Limit:
    """The limit of a setting; without keys only this machine can ask, and is not limited."""

    def __init__(self, name: str, wanted: int | None, default: int, limits: Limits | None) -> None:
        """Take `wanted`, where it is set; 0 is no limit."""
        limit = default if wanted is None else wanted
        self._is_default = wanted is None
        self._limiter = SharedLimiter(name, limit, limits) if limit else None

    def limiter(self, *, is_open: bool) -> SharedLimiter | None:
        """What counts, on a server that is open or not; None: nothing is counted."""
        return None if is_open and self._is_default else self._limiter
