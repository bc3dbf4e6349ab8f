"""HTTP limits: how long a connection may take over a header, and what it may cost to parse.

    accepted ──▶ header: 10 s ──▶ body: at its pace (`BodyLimit`) ──▶ answer ──▶ header: 10 s ──▶ …
                    ├─ too slow, or the oldest of 256 that have yet to ask: 408, and closed
                    └─ too large: 431; not to be read as HTTP: 400; and closed

uvicorn waits without end for a header, and for what is left of a body that nobody reads; each such
connection is a file of the process. And it parses all that one read has brought in one go, which
for a body in chunks of one byte is a second.
"""

import asyncio
from http import HTTPStatus
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from conversation.errors import ErrorCode
from server.asgi.request_target import in_origin_form
from server.errors import ApiError

HEADER_S = 10.0
MAX_HEADER = 16 * 1024
"""Bytes of a request's header. h11 has the same limit for one that comes in pieces."""
_LENGTHS = {b"content-length", b"transfer-encoding"}
MAX_WAITING = 256
"""Connections that have yet to send a header; the oldest gives way to the next."""
_EVENTS_A_TURN = 200
_LARGE = ApiError(
    431,
    ErrorCode.HEADER_TOO_LARGE,
    f"A request's address and header have at most {MAX_HEADER // 1024} KiB together.",
)
_UNREADABLE = ApiError(400, ErrorCode.BAD_REQUEST, "The request can't be read as HTTP.")
_LATE = ApiError(408, ErrorCode.HEADER_TIMEOUT, f"A request's header takes at most {HEADER_S:g} s.")


class _Turns(h11.Connection):
    """A parser that says there is no more when its turn is over.

    Attributes:
        left: How many events its turn still has.
        refusal: What to answer where it could not go on.
    """

    left = 0
    refusal = _UNREADABLE

    def next_event(self) -> Any:
        if not self.left:
            return h11.NEED_DATA
        self.left -= 1
        try:
            event = super().next_event()
            if isinstance(event, h11.Request):
                _check(event)
                return in_origin_form(event)
            return event
        except h11.RemoteProtocolError as error:
            self.refusal = _LARGE if error.error_status_hint == _LARGE.status else _UNREADABLE
            raise


def _check(request: h11.Request) -> None:
    """Return where a request is one that a proxy before us would read as we do.

    Raises:
        h11.RemoteProtocolError: Its header is too large, or gives its body two lengths.
    """
    if _size(request) > MAX_HEADER:
        raise h11.RemoteProtocolError("the header is too large", _LARGE.status)
    if {name for name, _ in request.headers} >= _LENGTHS:
        raise h11.RemoteProtocolError("the body has two lengths")


def _size(request: h11.Request) -> int:
    """About how many bytes a header had."""
    return len(request.target) + sum(len(name) + len(value) + 4 for name, value in request.headers)


class BoundedHttp(H11Protocol):
    """uvicorn's HTTP/1.1, which neither waits without end nor parses without a break."""

    waiting: ClassVar[dict["BoundedHttp", asyncio.TimerHandle]] = {}
    """Who has yet to send a header, the oldest first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Create the protocol of one connection, as uvicorn's."""
        super().__init__(*args, **options)
        self.conn = _Turns(h11.SERVER)
        self._by_turns = False

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request, for so long."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take in some of what has come; the rest at the next turn. A whole header ends a wait."""
        if self.transport.is_closing():
            return
        self.conn.left = _EVENTS_A_TURN
        super().handle_events()
        if self.cycle and not self.cycle.response_complete:
            self._wait_no_more()
        if not self.conn.left:
            self.transport.pause_reading()
            self._by_turns = True
            self.loop.call_soon(self.handle_events)
        elif self._by_turns:
            self._by_turns = False
            if not self.flow.read_paused:
                self.transport.resume_reading()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave the connection to its WebSocket."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that can't be taken in, and close."""
        del msg
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._answer(self.conn.refusal)
        self.transport.close()

    def on_response_complete(self) -> None:
        """Wait for the next request, for so long; also while the rest of this one comes in."""
        if not self.transport.is_closing():
            self._wait()
        super().on_response_complete()

    def _wait(self) -> None:
        self._wait_no_more()
        self.waiting[self] = self.loop.call_later(HEADER_S, self._give_up)
        if len(self.waiting) > MAX_WAITING:
            next(iter(self.waiting))._give_up()

    def _wait_no_more(self) -> None:
        if deadline := self.waiting.pop(self, None):
            deadline.cancel()

    def _give_up(self) -> None:
        """Close; who has begun to ask is told why, and an idle connection is closed in silence."""
        self._wait_no_more()
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self._answer(_LATE)
        self.transport.close()

    def _answer(self, refusal: ApiError) -> None:
        """Answer a request that no application sees."""
        code, answer = refusal.status, refusal.response()
        headers = [*answer.raw_headers, (b"connection", b"close")]
        events = (
            h11.Response(status_code=code, headers=headers, reason=HTTPStatus(code).phrase),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
