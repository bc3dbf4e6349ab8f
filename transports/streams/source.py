"""Stream source: a carrier's media stream, read from its WebSocket; nothing is sent back."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from starlette.websockets import WebSocket

from transports.source import ExpectedAudio, Feed
from transports.streams.closing import closed_well
from transports.streams.direct_messages import DirectMessages
from transports.streams.key_press import KeyPress, Press, not_told
from transports.streams.message_pace import MessagePace
from transports.streams.messages import StreamStopped
from transports.streams.packet import Packet

Heard: TypeAlias = Packet | Sequence[Packet] | StreamStopped | KeyPress | None
"""The content of a message: one packet or several, the end, a key that was pressed, or nothing."""


class StreamReader(Protocol):
    """The messages of one stream, understood.

    Attributes:
        sample_rate: Of its audio: 8000 or 16000 Hz.
        encoding: Of its audio, by the name that the carrier has for it.
        both_by: What has the carrier send both parties, a whole sentence.
    """

    sample_rate: int
    encoding: str
    both_by: str

    def read(self, data: str | bytes) -> Heard:
        """The content of one message."""
        ...

    def rest(self) -> Sequence[Packet]:
        """What is kept back, and heard yet at the end of the stream."""
        ...


class StreamSource:
    """Both parties' audio, as the messages of one stream bring it.

    Attributes:
        pressed: Takes the keys that the stream tells of.
    """

    def __init__(
        self, websocket: WebSocket, reader: StreamReader, *, ends_by_closing: bool = False
    ) -> None:
        """Create the source of a stream whose start has been read.

        Args:
            websocket: Its WebSocket.
            reader: Understands its messages.
            ends_by_closing: Whether the carrier tells by a normal close that the call is over.
        """
        self.sample_rate = reader.sample_rate
        form = f"{reader.encoding} audio of {reader.sample_rate} Hz"
        self.expected_audio: ExpectedAudio | None = ExpectedAudio(form, reader.both_by)
        self.pressed: Press = not_told
        self._websocket = websocket
        self._reader = reader
        self._ends_by_closing = ends_by_closing

    async def run(self, feed: Feed) -> str:
        """Read messages until the carrier says it is over (`hangup`), or `disconnected`."""
        ended = await self._run(feed)
        for packet in self._reader.rest():
            feed(*packet)
        return ended

    async def _run(self, feed: Feed) -> str:
        pace = MessagePace()
        with DirectMessages(self._websocket, self._reader, feed) as messages:
            while True:
                event, heard = await messages.receive()
                if event["type"] == "websocket.disconnect":
                    break
                await pace.keep(heard)
                if isinstance(heard, Packet):
                    feed(*heard)
                elif isinstance(heard, StreamStopped):
                    return "hangup"
                elif isinstance(heard, KeyPress):
                    await self.pressed(heard.key)
                else:
                    for packet in heard or ():
                        feed(*packet)
        is_over = closed_well(event) and self._ends_by_closing
        return "hangup" if is_over else "disconnected"
