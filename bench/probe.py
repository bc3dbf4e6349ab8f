"""How long a server's event loop keeps the smallest request waiting: a WebSocket ping."""

import asyncio
import time
from contextlib import suppress
from typing import Self

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

_EVERY_S = 0.125


class Probe:
    """The worker: pings eight times a second, on a connection that carries nothing else.

    More than ten a second would close it. It keeps to its times even when answers are late, so that
    a loop that stands still for a second is seen by all the pings of that second.
    """

    def __init__(self, url: str):
        """Create the probe of a WebSocket that stays open."""
        self._url = url
        self._waits_ms: list[float] = []
        self._asking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._asking = asyncio.create_task(self._ask())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._asking:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def waits_ms(self) -> list[float]:
        """The round trips since the last time this was asked, ms."""
        waits, self._waits_ms = self._waits_ms, []
        return waits

    async def _ask(self) -> None:
        async with connect(self._url, compression=None, ping_interval=None) as socket:
            due = time.monotonic()
            with suppress(ConnectionClosed):
                while True:
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                    await (await socket.ping())
                    self._waits_ms.append((time.monotonic() - due) * 1000)
                    due += _EVERY_S
