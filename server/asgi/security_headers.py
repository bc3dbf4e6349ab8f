"""Security headers: what browsers are told about every answer."""

from starlette.types import ASGIApp, Receive, Scope, Send

from server.asgi.response_headers import with_headers

_API = "/api/"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# An answer of the API is no page, and is not framed.
_API_POLICY = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


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
        return await self._app(scope, receive, with_headers(send, wanted))
