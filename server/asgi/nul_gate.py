"""NUL gate: no path and no parameter of a query has the character 0, which Postgres can't take."""

from starlette.types import ASGIApp, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.errors import ApiError


class NulGate:
    """Refuses requests and WebSockets whose address has it, with 422.

    No id, name or word has one, so that it is a mistake or a probe; a database that can't be asked
    for it is no outage.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] in {"http", "websocket"}:
            where = "path" if "\0" in scope["path"] else None
            if b"%00" in scope["query_string"]:
                where = "query"
            if where:
                told = f"The {where} has the character 0 (%00), which no value has."
                refusal = ApiError(422, ErrorCode.INVALID_REQUEST, told)
                return await refusal.response()(scope, receive, send)
        return await self._app(scope, receive, send)
