"""Carrier: what tells one carrier's media socket from another's, on the road that all share.

handshake   who may stream     `refusal_of`; refused: HTTP 403, before anything is read
start       which call it is   `read_start`, `check`; refused: close 1008
audio       who, when, PCM     `source`, until the call or the stream is over
"""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from pipeline.runtime import Runtime
from settings import Settings
from transports.source import AudioSource
from transports.streams.key_press import Press
from transports.streams.start import StreamStart

Start = TypeVar("Start", bound=StreamStart)


class CarrierSource(AudioSource, Protocol):
    """A carrier's stream, which may tell of keys beside its audio.

    Attributes:
        pressed: Takes them.
    """

    pressed: Press


class Carrier(ABC, Generic[Start]):
    """One carrier.

    Attributes:
        name: The `source` of its calls.
        path: The address of its media socket.
        subprotocol: What the handshake is answered with.
        tells_holds: Whether the stream itself says when its call is on hold, and is silent then.
        tells_parties: Whether the stream's address says whose audio it brings.
    """

    name: ClassVar[str]
    path: ClassVar[str]
    subprotocol: ClassVar[str | None] = None
    tells_holds: ClassVar[bool] = False
    tells_parties: ClassVar[bool] = False

    @abstractmethod
    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a handshake that is not the carrier's, which is logged; else None."""

    @abstractmethod
    async def read_start(self, websocket: WebSocket) -> Start | None:
        """The start of an accepted stream; None where it was no call, and is over.

        Raises:
            StreamError: There is no usable one.
        """

    @abstractmethod
    def source(self, websocket: WebSocket, start: Start, inbound: Speaker) -> CarrierSource:
        """The audio of a stream, on whose inbound track that party is."""

    def bind(self, runtime: Runtime, source: Any, start: Start) -> None:
        """Have what the `source` of a stream tells beside its audio reach the call."""

    async def hear_beside(self, websocket: WebSocket, start: Start) -> bool:
        """Hear a stream to its end that is one more of a call; False where it begins one.

        Raises:
            StreamError: It can't be.
        """
        return False

    async def left(self, websocket: WebSocket, start: Start) -> None:
        """Take that the call whose `source` was made of that stream is heard no more."""

    def check(self, settings: Settings, start: Start, now: datetime) -> None:
        """Return if the stream is let in.

        Raises:
            StreamError: It is not.
        """

    def origin(self, start: Start) -> str:
        """The `source` of the call."""
        return self.name

    def is_paced(self, settings: Settings, start: Start) -> bool:
        """Whether its audio may come no faster than it is spoken, where it comes from afar."""
        return True
