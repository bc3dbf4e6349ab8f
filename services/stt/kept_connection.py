"""Kept connection: one that lasts as long as the call, made again whenever it is lost.

```
run ──► connect ──► listening: `current` is set ──► lost ──► wait ──► connect …
           │ fails                  │ ends, breaks, or is     ▲  │
           └──────────────────────► │ dead: `abort` ──────────┘  └─ `lost` says no: over
```
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from loguru import logger

from services.stt.connection import Connect, SttConnection, SttResult
from services.stt.connection_policy import ConnectionPolicy

Heard = Callable[[SttResult | None], Awaitable[None]]
"""Told of each message of the connection."""
Lost = Callable[[Exception | None], Awaitable[bool]]
"""Told that a connection is lost, or could not be made, and why; whether to try again."""


class KeptConnection:
    """Connects, listens, notices that a connection is dead, and connects again.

    Attributes:
        current: The connection that takes audio now, if there is one.
        over: Whether there will be none any more.
    """

    def __init__(self, connect: Connect, policy: ConnectionPolicy, *, heard: Heard, lost: Lost):
        """Name the parts; `run` does the work."""
        self.current: SttConnection | None = None
        self.over = False
        self._connect = connect
        self._policy = policy
        self._heard = heard
        self._lost = lost
        self._resolved = asyncio.Event()  # there is a connection, or there will be none
        self._ending = asyncio.Event()
        self._overdue: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Keep a connection until cancelled, or until `lost` says that it is no use."""
        now = asyncio.get_running_loop().time
        failures = 0
        while not self.over:
            opened_at, error = now(), None
            try:
                async with self._connect() as connection:
                    opened_at = now()
                    await self._listen(connection)
            except Exception as raised:  # noqa: BLE001 - whatever breaks it, another one is made
                error = raised
            self.over = not await self._lost(error)
            if not self.over:
                failed = now() - opened_at < self._policy.stable_s
                failures = failures + 1 if failed else 0
                await self._rest(failures)
        self._resolved.set()

    async def resolved(self) -> None:
        """Wait for a connection, or for the insight that there will be none; the call ends."""
        self._ending.set()
        await self._resolved.wait()

    async def send(self, connection: SttConnection, sending: Awaitable[None]) -> bool:
        """Whether it could be sent over the connection; if not, that is given up."""
        try:
            async with asyncio.timeout(self._policy.dead_s):
                await sending
        except Exception as error:  # noqa: BLE001 - whatever it is, the audio is kept
            logger.warning("speech recognition: sending failed ({})", type(error).__name__)
            self._abandon(connection)
            return False
        return True

    def watch(self, *, owed: bool) -> None:
        """Wait, from now on, for the answers that are owed; give a connection up that owes them."""
        if self._overdue:
            self._overdue.cancel()
            self._overdue = None
        if owed and self.current:
            self._overdue = asyncio.get_running_loop().call_later(
                self._policy.dead_s, self._abandon, self.current
            )

    async def _listen(self, connection: SttConnection) -> None:
        self.current = connection
        self._resolved.set()
        try:
            async for result in connection.results():
                await self._heard(result)
        finally:
            self.current = None
            self._resolved.clear()

    def _abandon(self, connection: SttConnection) -> None:
        """Cut a dead connection; another is made."""
        if connection is self.current:
            logger.warning("speech recognition: the connection is dead")
            self.current = None
            self._resolved.clear()
            connection.abort()

    async def _rest(self, failures: int) -> None:
        """Wait for the next try; not for long once the call ends."""
        if self._ending.is_set():
            await asyncio.sleep(self._policy.ending_retry_s)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._policy.retry_in_s(failures)):
                await self._ending.wait()
