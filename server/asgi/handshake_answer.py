"""Socket limits of a handshake: one that is too large is answered, and its connection closed.

The parser takes lines of 8 kB and 128 headers, fewer than the HTTP server before it; a browser's
cookies may be more. uvicorn leaves the answer that the parser has ready (431) unsent, and whoever
asked waits for it. To a handshake that has no answer yet when the server stops, it answers 500.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.http11 import Response

from conversation.errors import ErrorCode
from pipeline.admission import RETRY_S
from server.errors import ApiError


class AnsweringSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which leaves no handshake without an answer."""

    def data_received(self, data: bytes) -> None:
        """Take in what the peer has sent, and answer a handshake that is none."""
        super().data_received(data)
        if self.conn.handshake_exc and not self.handshake_initiated and not self.close_sent:
            self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def shutdown(self) -> None:
        """End the connection, as the server stops; a handshake is refused for now."""
        is_asked = self.handshake_initiated and not self.handshake_complete
        if is_asked and not (self.initial_response or self.close_sent):
            told = "The server stopped before it had an answer."
            refusal = ApiError(503, ErrorCode.SERVER_STOPPING, told, retry_after=RETRY_S).response()
            headers = Headers(refusal.headers.items())
            headers["Connection"] = "close"
            answer = Response(
                refusal.status_code, "Service Unavailable", headers, bytes(refusal.body)
            )
            self.close_sent = True
            self.conn.send_response(answer)
            self.transport.write(b"".join(self.conn.data_to_send()))
        super().shutdown()
