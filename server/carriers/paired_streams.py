"""Paired streams: the calls of this process that two sockets bring, each one party of it."""

import asyncio

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from server.live.websockets import DONE, close
from transports.vonage.paired_source import PairedSource, TellHeard
from transports.vonage.stream import VonageStart


class PairedStreams:
    """Those that are being heard, by their call's id.

    One whose last words are still being waited for is heard no more: a socket that comes back then
    begins the call again.
    """

    def __init__(self) -> None:
        """Know of none."""
        self._sources: dict[str, PairedSource] = {}
        self._begun: dict[WebSocket, PairedSource] = {}

    def are_asked_by(self, connection: HTTPConnection) -> bool:
        """Whether the address names a call of which a socket is being heard here."""
        return connection.query_params.get("call_id") in self._sources

    def begin(
        self, websocket: WebSocket, start: VonageStart, tell_heard: TellHeard
    ) -> PairedSource:
        """The source that a call's first socket begins; to be ended by `end`.

        Args:
            websocket: The socket.
            start: Its first message.
            tell_heard: Told when one party is not heard any more, and when it is again.
        """
        source = self._sources[start.call_id] = PairedSource(start.sample_rate, tell_heard)
        self._begun[websocket] = source
        source.join(websocket, start)
        return source

    async def end(self, websocket: WebSocket, call_id: str) -> None:
        """Hear no socket any more of the source that this one has begun."""
        source = self._begun.pop(websocket)
        if self._sources.get(call_id) is source:
            del self._sources[call_id]
        await source.close()

    async def hear_beside(self, websocket: WebSocket, start: VonageStart) -> bool:
        """Hear a socket of a call that another one has begun; False at once where none has.

        The one whose place it takes is closed.

        Raises:
            StreamError: It can't be the call's other socket.
        """
        source = self._sources.get(start.call_id)
        if source is None or source.has_ended:
            return False
        replaced = source.socket_of(start.party)
        hearing = source.join(websocket, start)
        if replaced:
            await close(replaced, DONE)
        await asyncio.wait({hearing})
        return True

    def over(self, call_id: str) -> None:
        """Vonage has said that the call is over."""
        if source := self._sources.get(call_id):
            source.over()
