"""Socket limits: what one WebSocket may cost the event loop before its messages are even read.

| of one socket | limit | beyond it |
|---|---|---|
| bytes that are parsed at a time | 2 kB | the rest waits for its next turn of the loop |
| pings and pongs | 10 a second, 20 at once | close 4429 |
| fragments of a message | 1,024 | close 4429 |
| bytes after we have closed it | 64 kB | its connection is cut, a second later |
| bytes after an error on the wire | 0 | close 1002, 1007 or 1009; cut a second later |

uvicorn parses all that one read has brought, 256 kB, in one go: that is 0.3 s for empty pings. How
many messages a route takes is the route's own (docs/limits.md).

It also stops reading at each message until that is taken, two calls of the system for each packet
of a call; here it reads on while nothing waits.
"""

import asyncio
from functools import partial
from typing import Any

from websockets.protocol import State

from conversation.token_bucket import TokenBucket
from server.asgi.keepalive import PatientSocket
from server.asgi.socket_end_log import log_end
from server.asgi.whole_text import is_between_frames, whole_text
from transports.streams.direct_messages import EXTENSION, HAVE_TAKEN, Take

TOO_MUCH = 4429
"""The close code of a client that asks for more than its share; as HTTP's 429."""
PINGS_A_SECOND = 10
MAX_FRAGMENTS = 1024
_PIECE_BYTES = 2048
_CLOSED_BYTES = 64 * 1024
# A connection that is closed with something unread is reset, and the peer never reads why.
_LINGER_S = 1.0


class BoundedSocket(PatientSocket):
    """A WebSocket that is parsed by turns with the others, and closed when its client floods it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Create the protocol of one connection, as uvicorn's."""
        super().__init__(*args, **options)
        self._unparsed = bytearray()
        self._pings = TokenBucket(PINGS_A_SECOND, 2 * PINGS_A_SECOND)
        self._fragments = 0
        self._bytes_since_close = 0
        self._between_frames = False
        self._take: Take | None = None

    def data_received(self, data: bytes) -> None:
        """Parse what has come, or the first of it."""
        if len(data) <= _PIECE_BYTES and self._is_free:
            self._parse(data)
            return
        self._unparsed += data
        self._parse_unparsed()
        if not (self._is_free or self.read_paused):
            self.read_paused = True
            self.transport.pause_reading()

    async def receive(self) -> Any:
        """The next message, by turns with everybody else's where many have come at once."""
        while self._unparsed and self.queue.empty():
            await asyncio.sleep(0)
            self._parse_unparsed()
        if self.queue.empty():
            self._read_on()
        message = await self.queue.get()
        if self._is_free:
            self._read_on()
        return message

    def handle_connect(self, event: Any) -> None:
        """Begin, and let the application say who takes its messages as they come."""
        super().handle_connect(event)
        if not self.close_sent:
            told: Any = {HAVE_TAKEN: partial(setattr, self, "_take")}
            self.scope.setdefault("extensions", {})[EXTENSION] = told

    def send_receive_event_to_app(self) -> None:
        """Have a message wait for the application, unless it takes it at once."""
        if not (self._take and self._taken(b"".join(self.frames), self.curr_msg_data_type)):
            self._wait_for_application()

    def _wait_for_application(self) -> None:
        """What comes next decides whether to read on."""
        paused, self.read_paused = self.read_paused, True
        super().send_receive_event_to_app()
        self.read_paused = paused

    def _taken(self, data: bytes, kind: str) -> bool:
        if self._take is None or self.close_sent or not self._is_free:
            return False
        try:
            return self._take(data.decode() if kind == "text" else data)
        except UnicodeDecodeError:
            return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was not parsed."""
        self._unparsed.clear()
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        """Answer a ping; a flood of them ends the socket."""
        self._count_ping()
        if not self.close_sent:
            super().handle_ping()

    def handle_pong(self, event: Any) -> None:
        """Take a pong, which nobody may have asked for."""
        self._count_ping()
        super().handle_pong(event)

    def handle_cont(self, event: Any) -> None:
        """Take a fragment; a message of very many ends the socket."""
        self._fragments = 0 if event.fin else self._fragments + 1
        if self._fragments > MAX_FRAGMENTS:
            self._refuse(f"a message has at most {MAX_FRAGMENTS} fragments")
        super().handle_cont(event)

    def handle_parser_exception(self) -> None:
        """Say what was wrong on the wire (1002, 1007, 1009), read no more, and close."""
        if closing := self.conn.close_sent:
            self._leave(closing.code, closing.reason)

    @property
    def _is_free(self) -> bool:
        """Whether nothing that came waits; after a close nobody takes it any more."""
        return not self._unparsed and (self.close_sent or self.queue.empty())

    def _read_on(self) -> None:
        if self.read_paused and not self.close_sent:
            self.transport.resume_reading()
        self.read_paused = False

    def _parse_unparsed(self) -> None:
        """Parse up to the next message, or all of it."""
        while self._unparsed and not self.transport.is_closing():
            if not (self.close_sent or self.queue.empty()):
                return
            piece = bytes(self._unparsed[:_PIECE_BYTES])
            del self._unparsed[:_PIECE_BYTES]
            self._parse(piece)

    def _parse(self, piece: bytes) -> None:
        at = self._parse_texts(piece) if self._between_frames else 0
        if at == len(piece):
            return
        if self.close_sent:
            self._bytes_since_close += len(piece) - at
            if self._bytes_since_close > _CLOSED_BYTES:
                self._read_no_more()
                return
        super().data_received(piece[at:])
        is_open = self.conn.state is State.OPEN and self.conn.current_size is None
        self._between_frames = is_open and is_between_frames(self.conn.parser)

    def _parse_texts(self, piece: bytes) -> int:
        """Take the whole texts with which a piece begins; returns where they end."""
        at = 0
        while not self.close_sent and (found := whole_text(piece, at)):
            text, at = found
            self.heard()
            if not self._taken(text, "text"):
                self.curr_msg_data_type, self.frames = "text", [text]
                self._wait_for_application()
        return at

    def _count_ping(self) -> None:
        if not self._pings.spend(self.loop.time()):
            self._refuse(f"more than {PINGS_A_SECOND} pings a second")

    def _refuse(self, reason: str) -> None:
        """Say why, read no more, and close."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(TOO_MUCH, reason)
        self._leave(TOO_MUCH, reason)

    def _leave(self, code: int, reason: str) -> None:
        """Send the close frame that is ready, tell the log and the application; read no more."""
        log_end(self.scope["path"], code, reason, self.config.ws_max_size)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        gone = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self.queue.put_nowait(gone)  # pyright: ignore[reportArgumentType]
        self._read_no_more()

    def _read_no_more(self) -> None:
        """Cut the connection once the peer has had time to read why."""
        self._unparsed.clear()
        self.transport.pause_reading()
        if self.close_timer:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(_LINGER_S, self.transport.abort)
