"""WebSocket keepalive: a socket is given up when its peer is gone, not when a pong is late."""

from server.asgi.handshake_answer import AnsweringSocket

_PINGS = 2


class PatientSocket(AnsweringSocket):
    """uvicorn's WebSocket, which outlives a server that could not read for a while.

    uvicorn pings, and closes a socket whose pong it has not read in time. But a pong stands in line
    behind what the peer has sent before it, and all of it waits while the machine has no time for
    this process. A server that is behind by the timeout would cut every call, and Twilio comes back
    to none. So a peer is alive that has sent anything at all, and one that has not is pinged once
    more: after a pause of this process, timers run before what has come meanwhile is read.
    """

    _unheard = 0
    """Pings since anything came."""

    def data_received(self, data: bytes) -> None:
        """Take in what the peer has sent."""
        self.heard()
        super().data_received(data)

    def heard(self) -> None:
        """Something came: the peer is there."""
        self._unheard = 0

    def send_keepalive_ping(self) -> None:
        """Ask whether the peer is there."""
        self._unheard += 1
        super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        """Ask again, or give up a peer that has sent nothing since the ping before."""
        # While reading is paused, it is we who have yet to take what came.
        if self._unheard < _PINGS or self.read_paused:
            self.send_keepalive_ping()
        else:
            super().keepalive_timeout()
