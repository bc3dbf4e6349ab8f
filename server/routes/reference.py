"""API reference pages: Swagger UI from our own address, and the documents that it shows.

| address | what |
|---|---|
| `/docs` | the page: REST by Swagger UI, WebSockets by a script of ours |
| `/docs/page/…` | the page's own script and style |
| `/docs/swagger/…` | Swagger UI, from the wheel of `fastapi-offline` |
| `/asyncapi.json` | the WebSockets, as AsyncAPI; REST is FastAPI's `/openapi.json` |
"""

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from server.asyncapi.document import asyncapi_document
from server.pages import PageFiles, page_response

ROOT = Path(__file__).parents[1] / "reference"
SWAGGER = Path(str(files("fastapi_offline") / "static"))
# Swagger UI's style draws its arrows from data: URLs.
_MAY_LOAD = "default-src 'self'; img-src 'self' data:"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def reference_page(request: Request) -> Response:
    """All of the API, to read and to try."""
    html = (ROOT / "reference.html").read_text(encoding="utf-8")
    return page_response(request, html, default=_MAY_LOAD)


@router.get("/asyncapi.json")
def asyncapi(request: Request) -> dict[str, Any]:
    """The WebSockets and their messages."""
    protocol = "wss" if request.url.scheme == "https" else "ws"
    here = {"host": request.url.netloc, "protocol": protocol}
    return asyncapi_document() | {"servers": {"here": here}}


def mount(app: FastAPI) -> None:
    """Add the reference's pages and documents to `app`."""
    app.include_router(router)
    app.mount("/docs/page", PageFiles(ROOT, r"[a-z]+\.(js|css)"))
    app.mount("/docs/swagger", PageFiles(SWAGGER, r"swagger-ui(-bundle)?\.(js|css)"))
