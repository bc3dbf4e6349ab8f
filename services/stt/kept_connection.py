"""Kept connection: one that lasts as long as the call, made again whenever it is lost.

```
run ──► connect ──► listening: `current` is set ──► lost ──► wait ──► connect …
           │ fails                  │ ends, breaks, or is     ▲  │
           └──────────────────────► │ dead: `give_up` ────────┘     (long, where it is for good)
```
"""

import asyncio
from collections.abc import Awaitable, Callable

from pubsub.clock import now_s
from services.stt import connection_policy
from services.stt.connection import Connect, SttConnection, SttResult
from services.stt.refusal import IdleEndError, SttRefusedError
from services.stt.shared_tries import SharedTries

Heard = Callable[[SttResult], Awaitable[None]]
"""Told of each result of the connection."""
Opened = Callable[[SttConnection], Awaitable[None]]
"""Told of each connection that is made."""
Lost = Callable[[Exception | None], Awaitable[bool]]
"""Told that a connection is lost, or could not be made, and why; whether that is for good.

It is asked again all the same, now and then.
"""


class KeptConnection:
    """Connects, listens, and connects again.

    Attributes:
        current: The connection that takes audio now, if there is one.
        opened_at: When it was made, seconds of the event loop's clock.
        tried_at: When the try that goes on began, seconds; None where none does.
        given_up: Why the last one was cut, where it was.
        failures: How many in a row were none, or did not last.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        heard: Heard,
        lost: Lost,
        opened: Opened | None = None,
        tries: SharedTries | None = None,
    ):
        """Name the parts; `run` does the work, and waits beside the others of `tries`."""
        self.current: SttConnection | None = None
        self.opened_at = 0.0
        self.tried_at: float | None = None
        self.given_up = ""
        self.failures = 0
        self._connect = connect
        self._heard = heard
        self._lost = lost
        self._opened = opened
        self._tries = tries or SharedTries()
        self._left = False
        self._was_heard = False  # a result came over this connection
        self._hurried = asyncio.Event()
        self._ends = False
        self._tries_left_behind = 0  # failures before the call began to end

    async def run(self) -> None:
        """Keep a connection until cancelled."""
        while True:
            error, self._was_heard = None, False
            self.tried_at, self.given_up = now_s(), ""
            try:
                async with self._connect() as connection:
                    await self._listen(connection)
            except Exception as raised:  # noqa: BLE001 - whatever breaks it, another one is made
                error = raised
            finally:
                self.tried_at = None
            if self._left:  # for a better one: nothing is lost
                self._left = False
                continue
            lasted = now_s() - self.opened_at >= connection_policy.STABLE_S
            if lasted and isinstance(error, IdleEndError):
                continue
            is_for_good = await self._lost(error)
            self.failures = 0 if self._was_heard and lasted else self.failures + 1
            least_s = connection_policy.refused_retry_s(self.failures) if is_for_good else 0.0
            await self._rest(error, least_s=least_s)

    def hurry(self) -> None:
        """The call ends: a connection is made soon, or not at all."""
        self._tries_left_behind = self.failures
        self._ends = True
        self._hurried.set()

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

    def give_up(self, why: str = "is dead") -> None:
        """Cut the connection, which is dead; another is made."""
        if self.current:
            self._abandon(self.current, why)

    def leave(self) -> None:
        """Leave the connection for a better one, which is made at once."""
        if connection := self.current:
            self._left, self.current = True, None
            connection.abort()

    async def _listen(self, connection: SttConnection) -> None:
        self.current, self.opened_at, self.tried_at = connection, now_s(), None
        try:
            if self._opened:
                await self._opened(connection)
            async for result in connection.results():
                if not self._was_heard:
                    self._was_heard = True
                    self._tries.heard()
                await self._heard(result)
        finally:
            self.current = None

    def _sending_failed(self, connection: SttConnection, error: Exception) -> None:
        self._abandon(connection, f"takes no audio ({type(error).__name__})")

    def _abandon(self, connection: SttConnection, why: str) -> None:
        if connection is self.current:
            self.current, self.given_up = None, why
            connection.abort()

    async def _rest(self, error: Exception | None, *, least_s: float) -> None:
        """Wait for the next try, at least for what the server asks; less once the call ends."""
        asked_s = error.retry_after_s if isinstance(error, SttRefusedError) else None
        failures = self.failures - (self._tries_left_behind if self._ends else 0)
        wait_s = connection_policy.retry_in_s(failures, asked_s=asked_s, ending=self._ends)
        if self._ends or asked_s:
            await asyncio.sleep(wait_s)
            wait_s = 0.0
        if not self._ends:
            await self._tries.wait(max(wait_s, least_s), failures, self._hurried)
