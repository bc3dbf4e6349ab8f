"""Console pages: static clients of the public side channel, and nothing more."""

from collections.abc import Callable, Collection

from fastapi import FastAPI, Request
from fastapi.responses import Response

from server.auth.origins import allowed_origin
from server.console_page import ROOT, console_page
from server.pages import NOBODY, PageFiles, page_response
from settings.values import ORIGIN

# Where the page sends a browser that has no session; a framed page has keys and tokens alone.
_SIGNS_IN = '<meta name="sign-in" content="/auth/sign-in">'

PAGES = {
    "/": "calls",
    "/calls/{call_id}": "call",  # asks for the call itself, and says so when there is none
    "/wall": "supervisor",
    "/desk": "desk",
    "/knowledge": "knowledge",
    "/insights": "insights",
    "/sign-in": "sign-in-page",
    "/admin": "admin",
    "/jobs": "jobs",
}
"""The pages of the console: an address, and the file in `server/console/` that it shows."""


def mount(app: FastAPI, parents: Collection[str] = (), *, signs_in: bool = False) -> None:
    """Add the console's pages and its `/static` files to `app`.

    Args:
        app: The application.
        parents: The origins whose pages may frame a call, beside the server's own; in lower case.
        signs_in: Whether users sign in at a provider.
    """
    sign_in = _SIGNS_IN if signs_in else ""

    def embedded_call_page(request: Request, call_id: str, origin: str = "") -> Response:
        """One call for an iframe on `origin`, the one page that may frame it and is spoken to."""
        page, host = origin.lower(), request.headers.get("host", "")
        known = ORIGIN.fullmatch(page) and allowed_origin(page, host, parents)
        return _page(request, "call", "'self'", parent=page if known else "")

    for path, name in PAGES.items():
        app.add_api_route(path, _shows(name, sign_in), include_in_schema=False)
    app.add_api_route("/embed/calls/{call_id}", embedded_call_page, include_in_schema=False)
    app.mount("/static", PageFiles(ROOT), name="console")


def _shows(name: str, sign_in: str) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        return _page(request, name, sign_in=sign_in)

    return show


def _page(
    request: Request,
    name: str,
    frame_ancestors: str = NOBODY,
    *,
    sign_in: str = "",
    parent: str = "",
) -> Response:
    html = console_page(name).replace("<!-- sign-in -->", sign_in)
    if parent:
        frame_ancestors += f" {parent}"
        html = html.replace("<!-- parent -->", f'<meta name="parent-origin" content="{parent}">')
    return page_response(request, html, frame_ancestors=frame_ancestors)
