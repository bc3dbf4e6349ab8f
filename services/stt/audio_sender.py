"""Audio sender: one party's audio and requests for final words, over what connection is up.

```
audio ──► replay buffer ──┐
                          ├──► the connection of the moment ──► its results ──► buffer, tracker
pause ──► tracker ────────┘        (a new one hears again what had no final result)
```
"""

import asyncio
from collections.abc import Awaitable, Callable

from services.stt.connection import SttConnection, SttResult
from services.stt.finalize_tracker import FinalizeTracker
from services.stt.kept_connection import KeptConnection
from services.stt.replay_buffer import ReplayBuffer

# At the end of a call what waits gets this long to find a connection, and the last request for
# final words this long to be answered: a vendor drops what is not final when the stream closes.
_LAST_CONNECTION_S = 3.0
_LAST_WORDS_S = 2.0


class AudioSender:
    """Sends, and keeps the books of what was sent.

    Attributes:
        finalize: When final words are asked for; what is due is sent by `send_waiting`.
        buffer: The audio; its clock tells where in the call a result belongs.
    """

    def __init__(self, connection: KeptConnection, *, replaying: Callable[[], Awaitable[None]]):
        """Send over `connection`; `replaying` is called before audio may be heard again."""
        self.finalize = FinalizeTracker()
        self.buffer = ReplayBuffer()
        self._connection = connection
        self._replaying = replaying
        self._served: SttConnection | None = None  # the connection that the buffer was sent to
        self._answered = asyncio.Event()

    async def send_waiting(self) -> None:
        """Send all that waits, if there is a connection."""
        connection = self._connection.current
        if connection is None:
            return
        if connection is not self._served:
            self._served = connection
            self.buffer.reconnected()
            self.finalize.reconnected()
            await self._replaying()
        while (audio := self.buffer.next) is not None:
            if not await self._connection.send(connection, connection.send(audio)):
                return
            self.buffer.sent(speaking=self.finalize.speaking or self.finalize.owes)
        if self.finalize.due:
            self.finalize.sent(self.buffer.sent_ms)  # before, as the answer may be very fast
            if await self._connection.send(connection, connection.finalize()):
                self.watch()

    async def finalize_early(self) -> None:
        """Ask now, unless that would have to wait; then the pause is soon enough."""
        await self.send_waiting()
        if self._connection.current:
            self.finalize.finalize_early()
            await self.send_waiting()

    def watch(self) -> None:
        """Wait anew for the answers that are owed."""
        self._connection.watch(owed=self.finalize.owes)

    def received(self, result: SttResult) -> int:
        """Keep what is final; returns the pauses that this confirms."""
        if result.is_final:
            self.buffer.finalized(result.until_ms)
        if not result.from_finalize:
            return 0
        confirmed = self.finalize.answered(result.until_ms)
        self._answered.set()
        self.watch()
        return confirmed

    async def last_words(self) -> None:
        """Wait until all is sent and answered.

        Raises:
            TimeoutError: It takes too long.
        """
        if not self.finalize.owes or self._connection.over:
            return
        async with asyncio.timeout(_LAST_CONNECTION_S):
            await self._all_sent()
        async with asyncio.timeout(_LAST_WORDS_S):
            await self._all_answered()

    async def _all_sent(self) -> None:
        while not self._connection.over and (
            self.finalize.due or self._connection.current is not self._served
        ):
            await self._connection.resolved()
            await self.send_waiting()

    async def _all_answered(self) -> None:
        while self.finalize.owes:
            self._answered.clear()
            await self._answered.wait()
