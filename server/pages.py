"""Console and reference pages: how a page of ours is sent, and what browsers are told about it."""

import gzip
import hashlib
import re
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

NOBODY = "'none'"
_SELF = "default-src 'self'"
_LEVEL = 6


def page_response(
    request: Request, html: str, *, frame_ancestors: str = NOBODY, default: str = _SELF
) -> Response:
    """A page, or 304 where the browser has it already.

    Args:
        request: What asks for it.
        html: The page.
        frame_ancestors: Who may frame it, as in a Content-Security-Policy.
        default: What the page may load: the first directives of its policy.
    """
    body = html.encode()
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}{"-gzip" if zipped else ""}"'
    headers = _headers(frame_ancestors, default) | {"ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if zipped:
        body, headers["Content-Encoding"] = gzip.compress(body, _LEVEL), "gzip"
    return HTMLResponse(body, headers=headers)


def _headers(frame_ancestors: str, default: str) -> dict[str, str]:
    """The security headers of a page, and the order to ask again each time (304 is cheap)."""
    policy = (
        f"{default}; object-src 'none'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


class PageFiles(StaticFiles):
    """The files of pages, under the same headers."""

    def __init__(self, directory: Path, names: str = r".+") -> None:
        """Serve the files in `directory` whose paths match `names`, a regular expression."""
        super().__init__(directory=directory)
        self._names = re.compile(names)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404."""
        if not self._names.fullmatch(path):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers.update(_headers(NOBODY, _SELF))
        return response
