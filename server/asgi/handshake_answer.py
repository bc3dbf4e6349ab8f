"""Socket limits of a handshake: one that is too large is answered, and its connection closed.

The parser takes lines of 8 kB and 128 headers, fewer than the HTTP server before it; a browser's
cookies may be more. uvicorn leaves the answer that the parser has ready (431) unsent, and whoever
asked waits for it.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class AnsweringSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which leaves no handshake without an answer."""

    def data_received(self, data: bytes) -> None:
        """Take in what the peer has sent, and answer a handshake that is none."""
        super().data_received(data)
        if self.conn.handshake_exc and not self.handshake_initiated and not self.close_sent:
            self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
