"""Broadcast: one event to a thousand WebSockets, written at once, as one frame for all of them.

The simple way is a task a listener, which waits for an event and sends it: waking the task, three
generators, Starlette, ASGI and a frame of its own cost twice the CPU that the kernel needs for the
message (docs/performance.md). So while that task waits, the event is written within `Hub.publish`.
Whatever is not plain goes the simple way, as everything does under other servers: a socket that has
something unsent, or is closing; an event that has to be checked first, or does not come next. So
nothing waits here, and order, replay, and dropping who is slow are the simple way's alone.
"""

from starlette.websockets import WebSocket

from pubsub.hub import DirectWrite
from pubsub.serialised_event import SerialisedEvent
from server.asgi.socket_limits import BoundedSocket

_EXTENSION = "callshadow.broadcast"


class BroadcastSocket(BoundedSocket):
    """A WebSocket that tells the application how to write to it at once."""

    def take(self, delivery: SerialisedEvent) -> bool:
        """Write an event, unless the socket is closing, or has something unsent; once accepted."""
        transport = self.transport
        if self.close_sent or transport.is_closing() or transport.get_write_buffer_size():
            return False
        transport.write(delivery.frame)
        return True

    async def run_asgi(self) -> None:
        """Run the application, with the extension in its scope."""
        self.scope.setdefault("extensions", {})[_EXTENSION] = {"take": self.take}
        await super().run_asgi()


def direct_writer(websocket: WebSocket) -> DirectWrite | None:
    """Writes events to the socket at once; None where the server has no such way."""
    return websocket.scope.get("extensions", {}).get(_EXTENSION, {}).get("take")
