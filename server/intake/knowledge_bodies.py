"""Knowledge bodies: an address takes files as a form, or a page's own address as JSON.

FastAPI reads one type of body a route, so there are two; that of the files, which stands behind,
shows both in the documentation.
"""

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from server.responses import BODY_RESPONSES, Responses, error_response
from server.schemas.knowledge_schemas import PageIn

ADDING: Responses = (
    BODY_RESPONSES
    | error_response(413, "The files are too large.")
    | error_response(429, "Your last upload is still being read; `Retry-After`.")
)
_JSON = "application/json"
PAGE_BODY = {
    "requestBody": {
        "content": {_JSON: {"schema": {"$ref": f"#/components/schemas/{PageIn.__name__}"}}}
    }
}
"""The body of a page, for the documentation of the address."""


class JsonRoute(APIRoute):
    """A route of requests whose body is JSON; others are left to the routes behind it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this route."""
        content_type = Headers(scope=scope).get("content-type", "")
        if content_type.partition(";")[0].strip().lower() != _JSON:
            return Match.NONE, {}
        return super().matches(scope)
