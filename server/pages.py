"""Console and reference pages: how a page of ours is sent, and what browsers are told about it."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

NOBODY = "'none'"
_SELF = "default-src 'self'"
_LEVEL = 6
_KEPT = 512
"""How many pages and files are kept packed: more than there are."""


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
    headers = _headers(frame_ancestors, default)
    return _response(request.headers, html.encode(), HTMLResponse.media_type, headers)


def _response(
    asked: Mapping[str, str], body: bytes, media_type: str, headers: dict[str, str]
) -> Response:
    """What is sent: all of it, packed for who takes it so, or 304."""
    digest, packed = _packed(body)
    zipped = "gzip" in asked.get("accept-encoding", "")
    etag = f'"{digest}{"-gzip" if zipped else ""}"'
    headers |= {"ETag": etag, "Vary": "Accept-Encoding"}
    known = [tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")]
    if etag in known:
        return Response(status_code=304, headers=headers)
    if zipped:
        body, headers["Content-Encoding"] = packed, "gzip"
    return Response(body, headers=headers, media_type=media_type)


@lru_cache(_KEPT)
def _packed(body: bytes) -> tuple[str, bytes]:
    """The digest of what is sent, and the same compressed: once, as a page has sixty files."""
    return hashlib.sha256(body).hexdigest()[:32], gzip.compress(body, _LEVEL, mtime=0)


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
    """The files of pages, under the same headers; each is read again when it has changed."""

    def __init__(self, directory: Path, names: str = r".+") -> None:
        """Serve the files in `directory` whose paths match `names`, a regular expression."""
        super().__init__(directory=directory)
        self._names = re.compile(names)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or 404."""
        if not self._names.fullmatch(path):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def lookup_path(self, path: str) -> tuple[str, stat_result | None]:
        """Where a file is; Starlette asks in a thread, where it can be packed too."""
        full_path, found = super().lookup_path(path)
        if found and Path(full_path).is_file():
            _packed(_read(full_path, found.st_mtime_ns))
        return full_path, found

    def file_response(
        self,
        full_path: "str | PathLike[str]",
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, or 304 where the browser has it already."""
        body = _read(str(full_path), stat_result.st_mtime_ns)
        media_type = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
        return _response(Headers(scope=scope), body, media_type, _headers(NOBODY, _SELF))


@lru_cache(_KEPT)
def _read(path: str, _modified_ns: int) -> bytes:
    """A file, as it was at that time."""
    return Path(path).read_bytes()
