"""Console pages: static clients of the public side channel, and nothing more."""

import re
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.gzip import GZipMiddleware

from server.pages import NOBODY, PageFiles, page_response

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
    app.mount("/static", GZipMiddleware(PageFiles(ROOT)), name="console")


def _page(request: Request, name: str, frame_ancestors: str = NOBODY) -> Response:
    # The icons are part of the page: one that is drawn first when the connection is lost is there.
    icons = (ROOT / "icons.svg").read_text(encoding="utf-8")
    html = (ROOT / name).read_text(encoding="utf-8").replace("<!-- icons -->", icons)
    return page_response(request, html, frame_ancestors=frame_ancestors)
