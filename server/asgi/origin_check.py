"""Origin check: which web pages may call the API, and bring in calls, from a browser."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.auth.origins import allowed_origin, site_origins
from server.carriers.names import CARRIER_PATHS
from server.errors import ApiError
from settings import Settings

_GUARDED = ("/api/", *CARRIER_PATHS)


class OriginCheck:
    """Refuses requests and WebSockets that other people's pages make, with 403.

    A browser lets any page open a WebSocket to anywhere, and send a form, and tells where the page
    is from; other programs, and Twilio, tell nothing.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before `app`; `ALLOWED_ORIGINS` and `PUBLIC_URL` are the settings that count."""
        self._app = app
        self._others = site_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith(_GUARDED):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin and not allowed_origin(origin, headers.get("host", ""), self._others):
                refusal = ApiError(
                    403,
                    ErrorCode.ORIGIN_NOT_ALLOWED,
                    "This page's origin is not the server's own, nor in ALLOWED_ORIGINS.",
                )
                return await refusal.response()(scope, receive, send)
        return await self._app(scope, receive, send)
