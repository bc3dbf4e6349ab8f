"""Deepgram's streaming recogniser as a shadow needs it: no word lost while its socket is not up.

Extends Pipecat's service: the connection is made beside the call's start instead of before it;
audio waits while there is no connection, and what a lost one had not settled is sent again; word
times are on the call's clock; the end of a span is told even when it is empty.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from deepgram.listen.v1.types import ListenV1Finalize, ListenV1Results
from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessorSetup
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from conversation.events import EventType
from conversation.speakers import Speaker
from processors.frames import EventFrame, SettleFrame, SttConfirmedFrame
from transports.frames import PartyLullFrame
from transports.stt_backlog import SttBacklog
from transports.stt_settling import SttSettling

# Finals after CloseStream are lost, so at the end of a call what waits gets this long to find a
# connection, and the last Finalize this long to be answered.
_LAST_CONNECTION_S = 3.0
_LAST_WORDS_S = 2.0
_CONNECTION_POLL_S = 0.05
# A connection over which nothing comes for so long, though an answer is owed or audio is not taken,
# is dead: a server that stops reading is noticed by the WebSocket's own pings after 40 s only.
_DEAD_S = 5.0
_RETRY_S = 5.0


class ShadowDeepgramSTTService(DeepgramSTTService):
    """One party's recogniser."""

    def __init__(self, speaker: Speaker, **kwargs: Any):
        """Create the recogniser of `speaker`; the rest is `DeepgramSTTService`'s."""
        super().__init__(audio_passthrough=False, ttfs_p99_latency=0.35, **kwargs)
        self._speaker = speaker
        self._backlog = SttBacklog()
        self._settling = SttSettling()
        self._at_ms = 0
        self._served: object | None = None  # the connection that the backlog was sent to
        self._answered = asyncio.Event()
        self._overdue: asyncio.TimerHandle | None = None
        self._degraded = False
        self._connecting: asyncio.Task[None] | None = None

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Set up without waiting for the connection: the audio of all others would wait too."""
        await STTService.setup(self, setup)
        self._connecting = self.create_task(self._connect())

    async def cleanup(self) -> None:
        """Release the connection, or the attempt at one."""
        self._settling.give_up()
        self._watch_connection()
        if self._connecting:
            await self.cancel_task(self._connecting)
            self._connecting = None
        await super().cleanup()

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Remember where the audio belongs, and send it."""
        self._at_ms = (frame.pts or 0) // 1_000_000
        await super().process_audio_frame(frame, direction)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Send what waits, and this; keep it while there is no connection."""
        self._backlog.add(self._at_ms, audio, len(audio) / 2 * 1000 / self.sample_rate)
        await self._send_backlog()
        yield None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Ask for the rest of a span at its end, or in the lull before it."""
        if isinstance(frame, SettleFrame):
            await self._settle_ahead()
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            await self._pause(frame, direction)
        else:
            if isinstance(frame, VADUserStartedSpeakingFrame):
                self._settling.started()
            elif isinstance(frame, PartyLullFrame):
                (self._settling.spoke_on if frame.over else self._settling.lulled)()
            await super().process_frame(frame, direction)

    async def _settle_ahead(self) -> None:
        """Ask now, unless that would have to wait; then the pause is soon enough."""
        await self._send_backlog()
        if self._connection:
            self._settling.settle_ahead()
            await self._send_backlog()

    async def _pause(self, frame: VADUserStoppedSpeakingFrame, direction: FrameDirection) -> None:
        confirmed = self._settling.paused()
        await STTService.process_frame(self, frame, direction)  # Deepgram's would ask in any case
        await self._confirm(confirmed)
        await self._send_backlog()
        self._watch_connection()

    async def _confirm(self, pauses: int) -> None:
        for _ in range(pauses):
            await self.push_frame(SttConfirmedFrame())

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Put transcripts on the call's clock."""
        if isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame):
            frame.result = self._details(frame.result)
        await super().push_frame(frame, direction)

    async def push_error(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, error_msg: str, exception: Exception | None = None, **kwargs: Any
    ) -> None:
        """Tell the agent, once, that this party is not heard, beside Pipecat's own error."""
        permanent = bool(kwargs.get("force_treat_as_permanent"))
        rejected = permanent and exception is not None
        if rejected or not self._degraded:
            self._degraded = True
            detail = (
                "Deepgram refused the connection; check DEEPGRAM_API_KEY."
                if rejected
                else "Deepgram is reconnecting; what is said meanwhile is kept."
            )
            await self._status("down" if rejected else "degraded", detail)
            if not rejected:
                await self._take_back_interim()
        if permanent and not rejected:
            return  # `_connection_handler` tries again
        await super().push_error(error_msg, exception, **kwargs)

    async def stop(self, frame: EndFrame) -> None:
        """Wait for the last words before the connection closes."""
        try:
            if self._settling.owes:
                async with asyncio.timeout(_LAST_CONNECTION_S):
                    await self._connected()
                async with asyncio.timeout(_LAST_WORDS_S):
                    await self._all_answered()
        except TimeoutError:
            logger.warning("{}: the last words were not confirmed in time", self)
        await super().stop(frame)

    async def _connected(self) -> None:
        """Wait until all that waits is sent, or never can be."""
        while self.is_usable:
            await self._send_backlog()
            if self._connection:
                return
            await asyncio.sleep(_CONNECTION_POLL_S)  # Pipecat tells nobody that it has connected
        self._settling.give_up()

    async def _all_answered(self) -> None:
        while self._settling.owes:
            self._answered.clear()
            await self._answered.wait()

    async def _connection_handler(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Pipecat gives up after three short connections in a row; a call does not."""
        while True:
            await super()._connection_handler()
            if not self.is_usable:
                return
            await asyncio.sleep(_RETRY_S)
            self._quick_failure_tracker.reset()

    async def _on_message(self, message: Any) -> None:
        await self._heard()
        await super()._on_message(message)
        if not isinstance(message, ListenV1Results) or not message.channel.alternatives:
            return
        until_ms = (message.start + message.duration) * 1000
        if message.is_final:
            self._backlog.settled(until_ms)
        elif message.channel.alternatives[0].transcript:
            self._settling.heard_words()
        if message.from_finalize:
            confirmed = self._settling.answered(until_ms)
            self._answered.set()
            self._watch_connection()
            await self._confirm(confirmed)

    async def _send_backlog(self) -> None:
        connection: Any = self._connection
        if connection is None:
            return
        if connection is not self._served:
            self._served = connection
            self._backlog.reconnected()
            self._settling.reconnected()
            await self._take_back_interim()
        try:
            while (audio := self._backlog.next) is not None:
                async with asyncio.timeout(_DEAD_S):
                    await connection.send_media(audio)
                self._backlog.sent(speaking=self._settling.speaking or self._settling.owes)
            if self._settling.due:
                self.request_finalize()
                async with asyncio.timeout(_DEAD_S):
                    await connection.send_finalize(ListenV1Finalize(type="Finalize"))
                self._settling.sent(self._backlog.sent_ms)
                self._watch_connection()
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises, nothing is lost
            logger.warning("{}: sending failed ({})", self, type(error).__name__)
            self._abandon(connection)

    async def _heard(self) -> None:
        """Something came over the connection: it lives."""
        self._watch_connection()
        if self._degraded:
            self._degraded = False
            await self._status("ok", "Deepgram hears again.")

    def _watch_connection(self) -> None:
        """Wait, from now on, for the answers that are owed; give a connection up that owes them."""
        if self._overdue:
            self._overdue.cancel()
            self._overdue = None
        if self._settling.owes and self._connection:
            self._overdue = asyncio.get_running_loop().call_later(
                _DEAD_S, self._abandon, self._connection
            )

    def _abandon(self, connection: Any) -> None:
        """Cut a dead connection; Pipecat's handler then makes another."""
        if connection is self._connection:
            logger.warning("{}: the connection is dead", self)
            self._connection = None
            connection._websocket.transport.abort()  # the SDK can only ask the server to close

    async def _take_back_interim(self) -> None:
        """What is not settled is heard again: it must not become a turn before, and twice."""
        await self.push_frame(InterimTranscriptionFrame("", self._user_id, time_now_iso8601()))

    async def _status(self, state: str, detail: str) -> None:
        await self.push_frame(
            EventFrame(
                EventType.STATUS,
                {
                    "component": "stt",
                    "state": state,
                    "detail": detail,
                    "speaker": self._speaker.value,
                },
            )
        )

    def _details(self, result: Any) -> dict[str, Any]:
        if not isinstance(result, ListenV1Results):
            return {}
        best = result.channel.alternatives[0]
        first = best.words[0].start if best.words else result.start
        last = best.words[-1].end if best.words else result.start + result.duration
        return {
            "start_ms": self._backlog.clock.at(first * 1000),
            "end_ms": self._backlog.clock.at(last * 1000),
            "confidence": best.confidence,
        }
