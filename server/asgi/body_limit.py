"""Body limit: the size of a request's body."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.errors import ApiError

MAX_BODY_BYTES = 1024 * 1024
# Two sound files, of an hour each at 8 kHz.
MAX_UPLOAD_BYTES = 128 * 1024 * 1024
_UPLOAD = re.compile(r"/api/calls/[^/]+/audio")


class BodyLimit:
    """Refuses bodies that are too large, with 413, of stated length or not."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = MAX_UPLOAD_BYTES if is_upload(scope) else MAX_BODY_BYTES
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            return await _too_large(limit).response()(scope, receive, send)
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                # FastAPI lets this one through where it reads a body, and no other.
                raise HTTPException(413, _too_large(limit).message)
            return message

        return await self._app(scope, limited, send)


def is_upload(scope: Scope) -> bool:
    """Whether a request brings in recordings."""
    return scope["type"] == "http" and _UPLOAD.fullmatch(scope["path"]) is not None


def _too_large(limit: int) -> ApiError:
    return ApiError(413, ErrorCode.BODY_TOO_LARGE, f"A body has at most {limit} bytes.")
