"""Console pages: static clients of the public side channel, and nothing more."""

from collections.abc import Collection

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from server.auth.origins import allowed_origin
from server.console_page import ROOT, console_page
from server.pages import NOBODY, PageFiles, page_response
from settings.values import ORIGIN

# Where the page sends a browser that has no session; a framed page has keys and tokens alone.
_SIGNS_IN = '<meta name="sign-in" content="/auth/sign-in">'

router = APIRouter(include_in_schema=False)


@router.get("/")
def calls_page(request: Request) -> Response:
    """All calls."""
    return _page(request, "calls")


@router.get("/calls/{call_id}")
def call_page(request: Request, call_id: str) -> Response:
    """One call; the page itself asks for `call_id` and says so when there is no such call."""
    return _page(request, "call")


@router.get("/wall")
def wall_page(request: Request) -> Response:
    """All live calls by their risk, for supervisors."""
    return _page(request, "supervisor")


@router.get("/desk")
def desk_page(request: Request) -> Response:
    """An agent's own calls, figures and favourite cards."""
    return _page(request, "desk")


@router.get("/knowledge")
def knowledge_page(request: Request) -> Response:
    """What the company knows."""
    return _page(request, "knowledge")


@router.get("/insights")
def insights_page(request: Request) -> Response:
    """What cards and calls add up to."""
    return _page(request, "insights")


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """The way in, and why there was none."""
    return _page(request, "sign-in-page")


@router.get("/admin")
def admin_page(request: Request) -> Response:
    """Budgets, consent, retention, erasure, keys, sessions and the audit, for administrators."""
    return _page(request, "admin")


@router.get("/jobs")
def jobs_page(request: Request) -> Response:
    """The work after calls."""
    return _page(request, "jobs")


def mount(app: FastAPI, parents: Collection[str] = (), *, signs_in: bool = False) -> None:
    """Add the console's pages and its `/static` files to `app`.

    Args:
        app: The application.
        parents: The origins whose pages may frame a call, beside the server's own; in lower case.
        signs_in: Whether users sign in at a provider.
    """
    app.state.signs_in = signs_in

    def embedded_call_page(request: Request, call_id: str, origin: str = "") -> Response:
        """One call for an iframe on `origin`, the one page that may frame it and is spoken to."""
        page, host = origin.lower(), request.headers.get("host", "")
        known = ORIGIN.fullmatch(page) and allowed_origin(page, host, parents)
        return _page(request, "call", "'self'", parent=page if known else "")

    app.include_router(router)
    app.add_api_route("/embed/calls/{call_id}", embedded_call_page, include_in_schema=False)
    app.mount("/static", PageFiles(ROOT), name="console")


def _page(
    request: Request, name: str, frame_ancestors: str = NOBODY, *, parent: str | None = None
) -> Response:
    html = console_page(name)
    if request.app.state.signs_in and parent is None:
        html = html.replace("<!-- sign-in -->", _SIGNS_IN)
    if parent:
        frame_ancestors += f" {parent}"
        html = html.replace("<!-- parent -->", f'<meta name="parent-origin" content="{parent}">')
    return page_response(request, html, frame_ancestors=frame_ancestors)
