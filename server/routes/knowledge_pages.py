"""Knowledge pages: a document by its address, at the address that takes files as well.

FastAPI reads one type of body a route; this route stands before that of the files, whose
documentation shows both.
"""

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from server.auth.dependencies import AdminDep
from server.deps import RuntimeDep
from server.document_intake import audit_taken, take_page
from server.knowledge_schemas import AddedOut, PageIn, audience_of
from server.responses import BODY_RESPONSES, Responses, error_response

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
"""The body of this route, for the documentation of the address."""


class JsonRoute(APIRoute):
    """A route of requests whose body is JSON; others are left to the routes behind it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this route."""
        content_type = Headers(scope=scope).get("content-type", "")
        if content_type.partition(";")[0].strip().lower() != _JSON:
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(route_class=JsonRoute)


@router.post("/documents", responses=ADDING)
async def add_page(page: PageIn, runtime: RuntimeDep, caller: AdminDep) -> AddedOut:
    """Read a page of the web; audited. One that can't be had or read is `refused`, and says why."""
    whom = audience_of(page.playbook, page.group)
    reach = runtime.settings.knowledge_pages
    items = [await take_page(runtime.knowledge, page.url, whom, reach)]
    await audit_taken(runtime, caller, items)
    return AddedOut(documents=items)
