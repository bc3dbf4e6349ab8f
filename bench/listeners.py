"""Side-channel clients that keep when each event came, one a call."""

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

_TYPE = re.compile(rb'"type":"([a-z.]+)"')


@dataclass(frozen=True, slots=True)
class Seen:
    """An event, and when the client had it: seconds of `time.monotonic`."""

    at: float
    event: dict[str, Any]


class Listeners:
    """The worker: one client for each call that it is told to follow.

    Args:
        live_url: The side channel's address, with `{call_id}` in it.
        kept: The types of the events that it keeps; others are read and counted.
    """

    def __init__(self, live_url: str, kept: tuple[str, ...]):
        self._url = live_url
        self._kept = {kind.encode() for kind in kept}
        self._seen: dict[str, list[tuple[float, bytes]]] = {}
        self._counts: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def follow(self, call_id: str) -> None:
        """Connect to a call's side channel, and read it to its end."""
        self._seen[call_id] = []
        url = self._url.format(call_id=call_id)
        socket = await connect(url, compression=None, ping_interval=None)
        self._tasks.append(asyncio.create_task(self._read(call_id, socket)))

    async def seen(self) -> dict[str, list[Seen]]:
        """The events kept, by call."""
        return {
            call_id: [Seen(at, orjson.loads(message)) for at, message in messages]
            for call_id, messages in self._seen.items()
        }

    async def counts(self) -> dict[str, int]:
        """How many events of each type came."""
        return self._counts

    async def _read(self, call_id: str, socket: Any) -> None:
        with suppress(ConnectionClosed):
            while True:
                message = await socket.recv(decode=False)
                at = time.monotonic()
                found = _TYPE.search(message)
                kind = found[1] if found else b""
                self._counts[kind.decode()] = self._counts.get(kind.decode(), 0) + 1
                if kind in self._kept:
                    self._seen[call_id].append((at, message))
