"""Body limit: the size of a request's body, and how slowly it may come."""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conversation.errors import ErrorCode
from pubsub.clock import now_s
from server.errors import ApiError

MAX_BODY_BYTES = 1024 * 1024
# Two sound files, of an hour each at 8 kHz; or some documents.
MAX_UPLOAD_BYTES = 128 * 1024 * 1024
BODY_S = 30.0
BODY_BYTES_A_SECOND = 8 * 1024
"""A body has `BODY_S`, and a second more for each of so many bytes that have come."""
_UPLOAD = re.compile(r"/api/calls/[^/]+/audio|/api/knowledge/documents")
_TOO_SLOW = f"A body has {BODY_S:g} s, and then comes with {BODY_BYTES_A_SECOND} bytes a second."


class BodyLimit:
    """Refuses bodies that are too large, with 413, of stated length or not; too slow ones with 408.

    FastAPI lets their exceptions through where it reads a body, and no others.
    """

    def __init__(self, app: ASGIApp, body_s: float = BODY_S) -> None:
        """Stand before `app`; `body_s` is how long a body may take that brings nothing."""
        self._app = app
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = MAX_UPLOAD_BYTES if is_upload(scope) else MAX_BODY_BYTES
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            return await _too_large(limit).response()(scope, receive, send)
        due = now_s() + self._body_s
        read, whole = 0, False

        async def limited() -> Message:
            nonlocal read, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(due + read / BODY_BYTES_A_SECOND):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, _TOO_SLOW, {"Connection": "close"}) from None
            whole = not message.get("more_body")
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, _too_large(limit).message)
            return message

        return await self._app(scope, limited, send)


def is_upload(scope: Scope) -> bool:
    """Whether a request brings in recordings or documents."""
    is_post = scope["type"] == "http" and scope.get("method") == "POST"
    return is_post and _UPLOAD.fullmatch(scope["path"]) is not None


def _too_large(limit: int) -> ApiError:
    return ApiError(413, ErrorCode.BODY_TOO_LARGE, f"A body has at most {limit} bytes.")
