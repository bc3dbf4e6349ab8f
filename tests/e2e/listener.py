"""A client of the side channel."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.e2e.peer_socket import PeerSocket

Event = dict[str, Any]


class Listener(PeerSocket):
    """`async with Listener(server.live(call_id)) as listener:` collects the call's events.

    Attributes:
        events: All events so far, durable and passing.
    """

    def __init__(self, url: str):
        super().__init__(url)
        self.events: list[Event] = []
        self._changed = asyncio.Condition()
        self._closed = False

    @property
    def durable(self) -> list[Event]:
        """The events that have a number."""
        return [event for event in self.events if event["seq"] is not None]

    async def until(self, condition: Callable[[list[Event]], Any]) -> None:
        """Wait until the events so far fulfil a condition.

        Raises:
            ConnectionError: The socket was closed before they did.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: condition(self.events) or self._closed)
        if not condition(self.events):
            raise ConnectionError(f"closed with {self.close_code} after {len(self.events)} events")

    async def next(self, kind: str, count: int = 1, **data: Any) -> Event:
        """Wait for the `count`-th event of a type, with this data, and return it."""

        def found() -> list[Event]:
            return [
                event
                for event in self.events
                if event["type"] == kind and event["data"].items() >= data.items()
            ]

        await self.until(lambda _: len(found()) >= count)
        return found()[count - 1]

    async def send(self, message: Any) -> None:
        """Send a message; text as it is, anything else as JSON."""
        assert self._socket
        await self._socket.send(message if isinstance(message, str) else json.dumps(message))

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                event = json.loads(await socket.recv())
                async with self._changed:
                    self.events.append(event)
                    self._changed.notify_all()
        async with self._changed:
            self.close_code, self._closed = socket.close_code, True
            self._changed.notify_all()
