"""Audio over a socket of Deepgram's: each piece is a binary message, counted in ms."""

from websockets.asyncio.client import ClientConnection
from websockets.protocol import State

from pubsub.clock import now_s
from services.stt.deepgram.masked_frame import masked_frame
from transports.audio.pcm import bytes_a_ms


class AudioSocket:
    """A socket that is open, as audio leaves by it: a binary message a piece.

    Attributes:
        sent_ms: The length of what was sent.
        sent_at: When something was sent last, or it began, seconds of the event loop's clock.
    """

    def __init__(self, socket: ClientConnection, sample_rate: int) -> None:
        """Nothing is sent; what will be is 16-bit mono of `sample_rate` Hz."""
        self.sent_ms, self.sent_at = 0.0, now_s()
        self._socket = socket
        self._bytes_a_ms = bytes_a_ms(sample_rate)

    @property
    def takes_at_once(self) -> bool:
        """Whether it would take a piece without waiting: all before that is written."""
        socket = self._socket
        return socket.state is State.OPEN and not socket.transport.get_write_buffer_size()

    async def send(self, pcm: bytes) -> None:
        """Send a piece, without a wait where it is taken at once.

        Raises:
            ConnectionClosed: The connection is lost.
        """
        if self.takes_at_once:
            self.send_at_once(pcm)
            return
        self._count(pcm)
        await self._socket.send(pcm)

    async def ask(self, message: str) -> None:
        """Send a message that is no audio, in the same way.

        Raises:
            ConnectionClosed: The connection is lost.
        """
        if self.takes_at_once:
            self._socket.transport.write(masked_frame(message))
        else:
            await self._socket.send(message)

    def send_at_once(self, pcm: bytes) -> None:
        """Write a piece, where it `takes_at_once`: one masked frame.

        The socket's `send` does the same within two contexts, and asks the system for each mask,
        for twice the time.
        """
        self._count(pcm)
        self._socket.transport.write(masked_frame(pcm))

    def _count(self, pcm: bytes) -> None:
        self.sent_ms += len(pcm) / self._bytes_a_ms
        self.sent_at = now_s()

    def abort(self) -> None:
        """Cut the connection; to close it, the server would have to agree."""
        self._socket.transport.abort()
