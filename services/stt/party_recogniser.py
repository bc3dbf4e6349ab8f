"""Party recogniser: no word of one party is lost in silence while a vendor's connection is not up.

Audio waits while there is no connection, and what a lost one had no final result for is sent again;
word times are on the call's clock; the end of a span is told even when it is empty. What can't be
kept is told. No vendor and no frame is in it: it takes a `Connect`, and tells a `Hearer`.
"""

import asyncio
from dataclasses import replace

from loguru import logger

from conversation.events.payloads import ComponentState, Status
from services.stt.audio_sender import AudioSender
from services.stt.connection import Connect, SttConnection, SttResult
from services.stt.finalize_tracker import FinalizeTracker
from services.stt.health import SttHealth
from services.stt.hearer import HeardWords, Hearer
from services.stt.kept_connection import KeptConnection
from services.stt.last_words import last_words
from services.stt.loss_cause import cause_of
from services.stt.outage_log import OutageLog
from services.stt.recogniser_watch import RecogniserWatch
from services.stt.refusal import SttRefusedError
from services.stt.retold_words import RetoldWords


class PartyRecogniser:
    """One party's recogniser: what it is told of speech goes to `finalize`, audio to `add`.

    Attributes:
        finalize: When final words are asked for.
        refused: Whether the vendor takes no connection for good, as it says: it is asked seldom.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        health: SttHealth,
        hearer: Hearer,
        outages: OutageLog | None = None,
    ):
        """Create the recogniser; it connects when it is `run`.

        Args:
            connect: The vendor.
            health: What the agent is told of it.
            hearer: Who is told what is heard.
            outages: What the log is told of it; None where whoever connects tells that.
        """
        self._hearer = hearer
        self._health = health
        self._connection = KeptConnection(
            connect,
            heard=self._heard,
            lost=self._lost,
            opened=self._opened,
            tries=outages.tries if outages else None,
        )
        self._sender = AudioSender(self._connection, replaying=self._replaying)
        self._retold = RetoldWords()
        self._watch = RecogniserWatch(self._sender, self._connection, health)
        self._outages = outages
        self._behind = self._was_heard = False
        self.refused = False

    @property
    def finalize(self) -> FinalizeTracker:
        """When final words are asked for."""
        return self._sender.finalize

    async def run(self) -> None:
        """Keep a connection, and look now and then whether it lives and keeps up."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._connection.run())
            group.create_task(self._look())

    async def add(self, at_ms: float, audio: bytes, duration_ms: float) -> None:
        """Send what waits, and this; keep it while there is no connection."""
        await self._sender.add(at_ms, audio, duration_ms)

    def add_at_once(self, at_ms: float, audio: bytes, duration_ms: float) -> bool:
        """The same, where nothing has to wait; False where something has: it is not taken."""
        return self._sender.add_at_once(at_ms, audio, duration_ms)

    def started(self, at_ms: float) -> None:
        """The party speaks, since `at_ms` of the call."""
        self.finalize.started()
        self._sender.buffer.speech_began(at_ms)

    async def finalize_early(self) -> None:
        """Ask for final words in an eager pause, if that can be sent now; else the pause will."""
        await self._sender.send_waiting()
        if self._sender.caught_up:
            self.finalize.finalize_early()
            await self._sender.send_waiting()

    async def paused(self, pauses: int) -> None:
        """A pause was told to `finalize`, which confirmed so many."""
        await self._confirm(pauses)
        await self._sender.send_waiting()

    async def end(self) -> None:
        """The call is over: wait for the last words, and tell what has not been heard."""
        timed_out = False
        try:
            if not self.refused:
                await last_words(self._sender, self._connection)
        except TimeoutError:
            timed_out = True
            if not (self._outages and self._outages.has(self)):
                logger.warning("speech recognition: the last words were not confirmed in time")
        if not self.refused:
            await self._tell(self._watch.end(timed_out=timed_out))

    async def close(self) -> None:
        """Send nothing more."""
        await self._sender.close()
        if self._outages:
            self._outages.left(self)

    async def _heard(self, result: SttResult) -> None:
        """Pass words on, with their place in the call, and what is final."""
        self._was_heard = True
        result = self._settled(result)
        buffer = self._sender.buffer
        new = self._retold.new(result, buffer.sent_ms)
        if result.is_final:
            self._retold.told(result, buffer.sent_ms)
        if new.text:
            if not new.is_final:
                self.finalize.heard_words()
            await self._hearer.heard(self._placed(new))
        await self._confirm(self._sender.received(result))
        self._retold.kept(buffer.kept_from_ms)

    def _settled(self, result: SttResult) -> SttResult:
        """The result; an answer that does not say where it ends covers what it was asked for."""
        asked = self.finalize.oldest if result.from_finalize else None
        if result.is_placed or asked is None or self.finalize.is_late(result.until_ms):
            return result
        return replace(result, until_ms=max(result.until_ms, asked.at_ms or 0.0), is_placed=True)

    async def _replaying(self) -> None:
        """A new connection hears again what is kept: the words of the lost one are taken back."""
        self._retold.reconnected(self._sender.buffer.waiting_ms)
        await self._hearer.took_back()

    def _placed(self, result: SttResult) -> HeardWords:
        start_ms = end_ms = None
        buffer = self._sender.buffer
        if self._sender.lag.may_be_true(result, buffer.sent_ms):
            clock = buffer.clock
            start_ms, end_ms = clock.begin(result.start_ms), clock.at(result.end_ms)
        return HeardWords(
            result.text, start_ms, end_ms, result.is_final, result.confidence, result.language
        )

    async def _opened(self, connection: SttConnection) -> None:
        """Tell the agent, once, that another recogniser hears this party."""
        self.refused = False
        if connection.owner:
            await self._tell(self._health.hears(connection.owner))

    async def _lost(self, error: Exception | None) -> bool:
        """Tell the agent, once, that this party is not heard; whether that is for good."""
        refusal = error.refusal if isinstance(error, SttRefusedError) else None
        refusal = refusal and (refusal.for_now() if self._was_heard else refusal)
        if self._outages:
            self._outages.failed(self, cause_of(error, self._connection.given_up))
        self.refused = refusal is not None and refusal.permanent
        await self._tell(self._health.lost(refusal))
        await self._hearer.took_back()
        await self._tell_behind()
        return self.refused

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._watch.next_look_s())
            await self._tell(self._watch.look())
            await self._sender.send_waiting()
            await self._tell_behind()

    async def _confirm(self, pauses: int) -> None:
        for _ in range(pauses):
            await self._hearer.confirmed()

    async def _tell(self, status: Status | None) -> None:
        if status:
            if self._outages and status.state is ComponentState.OK:
                self._outages.well(self)
            await self._hearer.told(status)

    async def _tell_behind(self) -> None:
        behind = self._watch.is_behind()
        if behind is not self._behind:
            self._behind = behind
            await self._hearer.fell_behind(behind=behind)
