"""Kept connection: one that lasts as long as the call, made again whenever it is lost.

```
run ──► connect ──► listening: `current` is set ──► lost ──► wait ──► connect …
           │ fails                  │ ends, breaks, or is     ▲  │
           └──────────────────────► │ dead: `give_up` ────────┘  └─ `lost` says no: over
```
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from loguru import logger

from coach.timer import now_s
from services.stt import connection_policy
from services.stt.connection import Connect, SttConnection, SttResult

Heard = Callable[[SttResult], Awaitable[None]]
"""Told of each result of the connection."""
Opened = Callable[[SttConnection], Awaitable[None]]
"""Told of each connection that is made."""
Lost = Callable[[Exception | None], Awaitable[bool]]
"""Told that a connection is lost, or could not be made, and why; whether to try again."""


class KeptConnection:
    """Connects, listens, and connects again.

    Attributes:
        current: The connection that takes audio now, if there is one.
        opened_at: When it was made, seconds of the event loop's clock.
        failures: How many in a row were none, or did not last.
        over: Whether there will be none any more.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        heard: Heard,
        lost: Lost,
        opened: Opened | None = None,
    ):
        """Name the parts; `run` does the work."""
        self.current: SttConnection | None = None
        self.opened_at = 0.0
        self.failures = 0
        self.over = False
        self._connect = connect
        self._heard = heard
        self._lost = lost
        self._opened = opened
        self._left = False
        self._was_heard = False  # a result came over this connection
        self._ending = asyncio.Event()

    async def run(self) -> None:
        """Keep a connection until cancelled, or until `lost` says that it is no use."""
        while not self.over:
            error, self._was_heard = None, False
            try:
                async with self._connect() as connection:
                    await self._listen(connection)
            except Exception as raised:  # noqa: BLE001 - whatever breaks it, another one is made
                error = raised
            if self._left:  # for a better one: nothing is lost
                self._left = False
                continue
            self.over = not await self._lost(error)
            if not self.over:
                lasted = now_s() - self.opened_at >= connection_policy.STABLE_S
                self.failures = 0 if self._was_heard and lasted else self.failures + 1
                await self._rest(self.failures)

    def hurry(self) -> None:
        """The call ends: a connection is made soon, or not at all."""
        self._ending.set()

    async def send(self, connection: SttConnection, sending: Awaitable[None]) -> bool:
        """Whether it could be sent over the connection; if not, that is given up."""
        try:
            if connection.takes_at_once:
                await sending  # a timeout costs half as much as sending does
            else:
                async with asyncio.timeout(connection_policy.BLOCKED_S):
                    await sending
        except Exception as error:  # noqa: BLE001 - whatever it is, the audio is kept
            self._sending_failed(connection, error)
            return False
        return True

    def send_at_once(self, connection: SttConnection, pcm: bytes, *, speaking: bool) -> None:
        """Send audio over a connection that takes it at once; if it can't be sent, give that up."""
        try:
            connection.send_at_once(pcm, speaking=speaking)
        except Exception as error:  # noqa: BLE001 - whatever it is, the audio is kept
            self._sending_failed(connection, error)

    def give_up(self) -> None:
        """Cut the connection, which is dead; another is made."""
        if self.current:
            self._abandon(self.current)

    def leave(self) -> None:
        """Leave the connection for a better one, which is made at once."""
        if connection := self.current:
            self._left, self.current = True, None
            connection.abort()

    async def _listen(self, connection: SttConnection) -> None:
        self.current, self.opened_at = connection, now_s()
        try:
            if self._opened:
                await self._opened(connection)
            async for result in connection.results():
                self._was_heard = True
                await self._heard(result)
        finally:
            self.current = None

    def _sending_failed(self, connection: SttConnection, error: Exception) -> None:
        logger.warning("speech recognition: sending failed ({})", type(error).__name__)
        self._abandon(connection)

    def _abandon(self, connection: SttConnection) -> None:
        if connection is self.current:
            logger.warning("speech recognition: the connection is dead")
            self.current = None
            connection.abort()

    async def _rest(self, failures: int) -> None:
        """Wait for the next try; not for long once the call ends."""
        if self._ending.is_set():
            await asyncio.sleep(connection_policy.ENDING_RETRY_S)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(connection_policy.retry_in_s(failures)):
                await self._ending.wait()
