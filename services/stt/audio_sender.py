"""Audio sender: one party's audio and requests for final words, over what connection is up.

```
audio ──► replay buffer ──┬──► the connection of the moment ──► its results ──► buffer, tracker
pause ──► tracker ────────┘        (a new one hears again what had no final result, at its pace)
```
"""

import asyncio
from collections.abc import Awaitable, Callable

from pubsub.clock import now_s
from services.stt import connection_policy
from services.stt.connection import SttConnection, SttResult
from services.stt.finalize_tracker import FinalizeTracker
from services.stt.kept_connection import KeptConnection
from services.stt.piece import AudioPiece
from services.stt.recogniser_lag import RecogniserLag
from services.stt.replay_buffer import ReplayBuffer
from services.stt.replay_pace import ReplayPace
from services.stt.untold_speech import UntoldSpeech


class AudioSender:
    """Sends, and keeps the books of what was sent.

    Attributes:
        finalize: When final words are asked for; what is due is sent by `send_waiting`.
        buffer: The audio; its clock tells where in the call a result belongs.
        lag: What the connection has yet to hear of what it was sent.
        heard_at: When the connection's last result came, seconds; None where none did.
        answer_s: How long the last answer took.
    """

    def __init__(
        self,
        connection: KeptConnection,
        *,
        replaying: Callable[[], Awaitable[None]],
    ):
        """Send over `connection`; `replaying` is called before audio may be heard again."""
        self.buffer = ReplayBuffer()
        self.finalize = FinalizeTracker(self.buffer.ask)
        self.lag = RecogniserLag()
        self.heard_at: float | None = None
        self.answer_s = 0.0
        self._connection = connection
        self._replaying = replaying
        self._untold = UntoldSpeech()
        self._served: SttConnection | None = None  # the connection that the buffer was sent to
        self._sending, self._untold_ms = False, 0.0
        self._pace: ReplayPace | None = None
        self._backlog: asyncio.Task[None] | None = None

    @property
    def lost_ms(self) -> float:
        """The speech that had to be dropped, or of which the recogniser told nothing."""
        return self.buffer.lost_ms + self._untold_ms

    def take_lost_ms(self) -> float:
        """The same, which is told now."""
        told_ms, self.buffer.lost_ms, self._untold_ms = self.lost_ms, 0.0, 0.0
        return told_ms

    def unheard_ms(self) -> float:
        """The speech of which no words came, or came and were taken back."""
        served = self._served if self._is_served else None
        return self._untold.left(self.buffer, self.lag.heard_ms, served)

    @property
    def caught_up(self) -> bool:
        """Whether all is sent, over the connection of the moment."""
        return self._is_served and not (self._sending or self.buffer.waits)

    @property
    def owes(self) -> bool:
        """Whether something has yet to be heard, or words to be told that were asked for."""
        return self.owed_since() is not None or not self.caught_up

    async def add(self, at_ms: float, audio: bytes, duration_ms: float) -> None:
        """Take audio that belongs at `at_ms` of the call, and send what waits."""
        self.buffer.add(at_ms, audio, duration_ms, speaking=self.finalize.speaking)
        if self._pace:
            self._pace.arrived(duration_ms)
        await self.send_waiting()

    def add_at_once(self, at_ms: float, audio: bytes, duration_ms: float) -> bool:
        """Take audio and send it, where nothing waits; False where it has to: it is not taken."""
        connection = self._connection.current
        if connection is None or not (self.caught_up and connection.takes_at_once):
            return False
        speaking, owes = self.finalize.speaking, self.finalize.owes
        self.buffer.pass_on(at_ms, audio, duration_ms, speaking=speaking, owes=owes)
        if speaking:
            self.lag.sent(self.buffer.sent_ms, now_s())
        self._connection.send_at_once(connection, audio, speaking=speaking)
        return True

    async def send_waiting(self) -> None:
        """Send all that waits, if there is a connection; a backlog is sent at its own pace."""
        connection = self._connection.current
        if connection is None or self._sending or self.caught_up:
            return
        self._sending = True
        try:
            if connection is not self._served:
                await self._begin(connection)
            if self.buffer.waiting_ms > connection_policy.BURST_S * 1000:
                self._pace = ReplayPace(connection_policy.REPLAY_PACE, now_s())
                self._backlog = asyncio.create_task(self._send_backlog(connection))
            else:
                await self._send_all(connection)
        finally:
            self._sending = self._pace is not None

    def received(self, result: SttResult) -> int:
        """Keep what is final; returns the pauses that this confirms."""
        until_ms = min(result.until_ms, self.buffer.sent_ms)
        believed = self._served if self.lag.may_be_true(result, self.buffer.sent_ms) else None
        self._untold_ms += self._untold.heard(result, self.buffer, believed)
        self.heard_at = now_s()
        self.lag.heard(until_ms, self.heard_at, is_final=result.is_final)
        if not result.from_finalize:
            return self.finalize.covered(until_ms) if result.is_final else 0
        request = self.finalize.oldest
        pauses = self.finalize.answered(until_ms)
        if request and request.done:
            self.answer_s = self.heard_at - request.sent_at
            # Its words may end before the audio does: there are no others.
            self.lag.heard(request.at_ms or 0.0, self.heard_at, is_final=True)
        return pauses

    def owed_since(self) -> float | None:
        """When what is owed was sent: speech that was not heard, or a request for missing words."""
        sent = (self.unheard_since(), self.asked_since())
        return min((at for at in sent if at is not None), default=None)

    def unheard_since(self) -> float | None:
        """When the first speech was sent of which the connection of the moment told nothing."""
        return self.lag.since if self._is_served else None

    def asked_since(self) -> float | None:
        """When that connection was asked for final words, where some may be missing."""
        request = self.finalize.oldest if self._is_served else None
        missing = request and self.lag.words_missing(request.at_ms or 0)
        return request.sent_at if request and missing else None

    @property
    def _is_served(self) -> bool:
        """Whether the books are those of the connection of the moment, not of a lost one."""
        return self._served is not None and self._served is self._connection.current

    async def close(self) -> None:
        """Send nothing more."""
        self.finalize.give_up()
        if self._backlog:
            self._backlog.cancel()
            await asyncio.wait([self._backlog])

    async def _begin(self, connection: SttConnection) -> None:
        self._served = connection
        self.finalize.reconnected()
        self.buffer.reconnected()
        self.lag, self._untold = RecogniserLag(self.lag), UntoldSpeech(self._untold)
        self.heard_at, self.answer_s = None, 0.0
        if self.buffer.waits:
            await self._replaying()

    async def _send_backlog(self, connection: SttConnection) -> None:
        try:
            await self._send_all(connection)
        finally:
            self._pace, self._sending = None, False

    async def _send_all(self, connection: SttConnection) -> None:
        while self.buffer.waits and connection is self._connection.current:
            if self._pace and (wait_s := self._pace.wait_s(now_s())):
                await asyncio.sleep(wait_s)
            elif not await self._send_next(connection):
                return

    async def _send_next(self, connection: SttConnection) -> bool:
        """Send what waits first, and keep it; whether the connection took it."""
        item = self.buffer.take(speaking=self.finalize.speaking or self.finalize.owes)
        if not isinstance(item, AudioPiece):
            self.finalize.sent(item, self.buffer.sent_ms, now_s())
            return await self._connection.send(connection, connection.finalize())
        if self._pace:
            self._pace.sent(item.duration_ms)
        if item.speaking:
            self.lag.sent(self.buffer.sent_ms, now_s())
        sending = connection.send(item.audio, speaking=item.speaking)
        return await self._connection.send(connection, sending)
