"""Console pages: static clients of the public side channel, and nothing more."""

import hashlib
import re
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

ROOT = Path(__file__).parents[1] / "console"
ORIGIN = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")

router = APIRouter(include_in_schema=False)


@router.get("/")
def calls_page(request: Request) -> Response:
    """All calls."""
    return _page(request, "calls.html")


@router.get("/calls/{call_id}")
def call_page(request: Request, call_id: str) -> Response:
    """One call; the page itself asks for `call_id` and says so when there is no such call."""
    return _page(request, "call.html")


@router.get("/embed/calls/{call_id}")
def embedded_call_page(request: Request, call_id: str, origin: str = "") -> Response:
    """One call for an iframe on `origin`, the one page that may frame it and is spoken to."""
    parents = f"'self' {origin}" if ORIGIN.fullmatch(origin) else "'self'"
    return _page(request, "call.html", parents)


def mount(app: FastAPI) -> None:
    """Add the console's pages and its `/static` files to `app`."""
    app.include_router(router)
    app.mount("/static", GZipMiddleware(_Static(directory=ROOT)), name="console")


def _page(request: Request, name: str, frame_ancestors: str = "'none'") -> Response:
    # The icons are part of the page: one that is drawn first when the connection is lost is there.
    icons = (ROOT / "icons.svg").read_text(encoding="utf-8")
    html = (ROOT / name).read_text(encoding="utf-8").replace("<!-- icons -->", icons)
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    headers = _headers(frame_ancestors) | {"ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)


def _headers(frame_ancestors: str) -> dict[str, str]:
    """The security headers of a page, and the order to ask again each time (304 is cheap)."""
    policy = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


class _Static(StaticFiles):
    """Static files under the same headers; pages are served at their own addresses only."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_headers("'none'"))
        return response
