"""What browsers are told and asked: whose pages may call the server, and what they may do."""

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.asgi.auth_gate import AuthGate, BodyLimit
from server.asgi.rate_limit import RATE_LIMIT_FIELDS
from server.auth.access import Access
from server.auth.origins import allowed_origin
from server.errors import ApiError
from settings import Settings

_API = "/api/"
_STARTS = {"http.response.start", "websocket.http.response.start"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# An answer of the API is no page, and is not framed.
_API_POLICY = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


def add_security(app: FastAPI, access: Access, settings: Settings) -> None:
    """Put the checks before `app`; the last one added is asked first."""
    app.add_middleware(BodyLimit)
    app.add_middleware(AuthGate, access=access, settings=settings)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Link", "Retry-After", *RATE_LIMIT_FIELDS],
        )
    app.add_middleware(OriginCheck, settings=settings)
    app.add_middleware(SecurityHeaders)


class OriginCheck:
    """Refuses requests and WebSockets that other people's pages make, with 403.

    A browser lets any page open a WebSocket to anywhere, and tells where the page is from; other
    programs tell nothing.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before `app`; `ALLOWED_ORIGINS` and `PUBLIC_URL` are the settings that count."""
        self._app = app
        self._others = set(settings.allowed_origins or ())
        if settings.public_url:  # a proxy in front may give us a Host of its own
            self._others.add("/".join(settings.public_url.lower().split("/", 3)[:3]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith(_API):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin and not allowed_origin(origin, headers.get("host", ""), self._others):
                refusal = ApiError(
                    403,
                    "origin_not_allowed",
                    "This page's origin is not the server's own, nor in ALLOWED_ORIGINS.",
                )
                return await refusal.response()(scope, receive, send)
        return await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the security headers that an answer does not have yet."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        wanted = _HEADERS | (_API_POLICY if scope["path"].startswith(_API) else {})

        async def sending(message: Message) -> None:
            if message["type"] in _STARTS:
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        return await self._app(scope, receive, sending)
