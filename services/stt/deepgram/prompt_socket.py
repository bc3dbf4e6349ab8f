"""Connection socket of a client that does not wait for the server to hang up."""

from websockets.asyncio.client import ClientConnection


class PromptSocket(ClientConnection):
    """A socket that is over when the server closes it, not when the server hangs up as well.

    One that is slow to hang up would keep a party from the next connection for seconds.
    """

    _is_prompt = False

    def be_prompt(self) -> None:
        """Begin: the handshake is done."""
        self._is_prompt = True
        self._hang_up()

    def data_received(self, data: bytes) -> None:
        """Take what came; after a close frame, and our answer to it, there is no more."""
        super().data_received(data)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._is_prompt and self.protocol.close_rcvd:
            self.transport.close()
