"""Upload gate: how many recordings and documents are read at once, asked before their bodies are.

A body of 128 MiB waits on the disk while it comes in, and is then read in a thread.
"""

from collections import Counter
from collections.abc import Hashable
from contextlib import ExitStack

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conversation.errors import ErrorCode
from server.asgi.body_limit import is_upload
from server.auth.caller import caller_of, client_key
from server.errors import ApiError

UPLOADS_OF_A_CLIENT = 1
UPLOADS_OF_A_PROCESS = 4
_RETRY_S = 5


class UploadGate:
    """Lets one upload of a key in (without keys: of an address), and four of a process.

    Another of the same client is 429, another of all is 503, both with `Retry-After`. What counts
    is the request up to its answer; a call that it brings goes on after it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`, behind the authentication gate."""
        self._app = app
        self._running: Counter[Hashable] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if not is_upload(scope):
            return await self._app(scope, receive, send)
        connection = HTTPConnection(scope)
        key = client_key(connection, caller_of(connection))
        if refusal := self._refusal(key):
            return await refusal.response()(scope, receive, send)
        self._running[key] += 1
        with ExitStack() as inside:
            inside.callback(self._leave, key)

            async def answer(message: Message) -> None:
                # Who has the whole answer may send the next, though a large body is still cleared.
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    inside.close()
                await send(message)

            await self._app(scope, receive, answer)

    def _leave(self, key: Hashable) -> None:
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]

    def _refusal(self, key: Hashable) -> ApiError | None:
        if self._running[key] >= UPLOADS_OF_A_CLIENT:
            message = "Your last upload is still being read; send one after the other."
            return ApiError(429, ErrorCode.UPLOAD_RUNNING, message, retry_after=_RETRY_S)
        if self._running.total() >= UPLOADS_OF_A_PROCESS:
            message = f"{UPLOADS_OF_A_PROCESS} uploads are being read; try again."
            return ApiError(503, ErrorCode.UPLOADS_BUSY, message, retry_after=_RETRY_S)
        return None
