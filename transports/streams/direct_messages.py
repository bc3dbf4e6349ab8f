"""Direct messages: a stream's messages are read as they come, and no task is woken for audio.

    socket ──► take: audio is fed                      nearly all, a hundred a second
                └─ else: waits for `receive`, and what was read of it with it

A server that can do so says it in the scope's extensions; with another, each message is received.
What comes while another message is dealt with waits for `receive` as well: none overtakes.
"""

from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

from starlette.websockets import WebSocket

from transports.source import Feed
from transports.streams.messages import data_of
from transports.streams.packet import Packet

EXTENSION = "callshadow.direct_messages"
HAVE_TAKEN = "have_taken"
"""In the extension: a function that is told who takes messages, or None for nobody any more."""
Take: TypeAlias = Callable[[str | bytes], bool]
"""Takes a message at once; False where that has to wait for `receive`. It raises nothing."""

Heard_co = TypeVar("Heard_co", covariant=True)


class Reader(Protocol[Heard_co]):
    """The reader of a stream's messages."""

    def read(self, data: str | bytes) -> Heard_co:
        """The content of one message."""
        ...


class DirectMessages(Generic[Heard_co]):
    """`with DirectMessages(websocket, reader, feed) as messages:` feeds the audio that comes."""

    def __init__(self, websocket: WebSocket, reader: Reader[Heard_co], feed: Feed) -> None:
        """Read the messages of an accepted socket; audio that is taken at once goes to `feed`."""
        extension = websocket.scope.get("extensions", {}).get(EXTENSION, {})
        self._have_taken: Callable[[Take | None], None] = extension.get(HAVE_TAKEN, _nobody)
        self._websocket = websocket
        self._reader = reader
        self._feed = feed
        self._waits = False  # for a message: none is being dealt with
        self._read: list[Heard_co] = []  # of the message that is received next
        self._error: Exception | None = None

    def __enter__(self) -> Self:
        self._have_taken(partial(copy_context().run, self._take))
        return self

    def __exit__(self, *_: object) -> None:
        self._have_taken(None)

    async def receive(self) -> tuple[Any, Heard_co | None]:
        """The event of the next message that was not taken, and its content; None at the end.

        Raises:
            Exception: What reading or feeding an earlier one raised.
        """
        self._waits = True
        event = await self._websocket.receive()
        self._waits = False
        if self._error:
            raise self._error
        if event["type"] == "websocket.disconnect":
            return event, None
        return event, self._read.pop() if self._read else self._reader.read(data_of(event))

    def _take(self, data: str | bytes) -> bool:
        if not self._waits or self._error:
            return False
        try:
            heard = self._reader.read(data)
            if isinstance(heard, Packet) and heard.pcm:
                self._feed(*heard)
                return True
            self._read.append(heard)
        except Exception as error:  # noqa: BLE001 - raised where the stream is read
            self._error = error
        return False


def _nobody(_take: Take | None) -> None:
    """Of a server that hands no message on by itself."""
