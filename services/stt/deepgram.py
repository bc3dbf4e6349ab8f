"""Deepgram's streaming recogniser as a shadow needs it: no word lost while its socket is not up.

Audio waits while there is no connection, and what a lost one had not settled is sent again; word
times are on the call's clock; the end of a span is told even when it is empty.
"""

import asyncio

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
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.deepgram.stt import DeepgramSTTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from frames.speech import PartyEagerPauseFrame
from frames.turns import EventFrame, FinalizeFrame, SttFinalizedFrame
from services.stt.deepgram_link import DeepgramLink
from services.stt.deepgram_results import Results
from services.stt.finalize_tracker import FinalizeTracker
from services.stt.replay_buffer import ReplayBuffer

_SECONDS_P99 = 0.35
# Finals after CloseStream are lost, so at the end of a call what waits gets this long to find a
# connection, and the last Finalize this long to be answered.
_LAST_CONNECTION_S = 3.0
_LAST_WORDS_S = 2.0


class ShadowDeepgramSTTService(DeepgramLink):
    """One party's recogniser."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        api_key: str,
        base_url: str | None,
        settings: DeepgramSTTSettings,
    ):
        """Create the recogniser of `speaker`; the rest is as for `DeepgramLink`."""
        super().__init__(
            api_key=api_key, base_url=base_url, settings=settings, ttfs_p99_latency=_SECONDS_P99
        )
        self._speaker = speaker
        self._user_id = speaker.value
        self._backlog = ReplayBuffer()
        self._settling = FinalizeTracker()
        self._served: object | None = None  # the connection that the backlog was sent to
        self._answered = asyncio.Event()
        self._degraded = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Send audio; ask for the rest of a span at its end, or in the lull before it."""
        if isinstance(frame, InputAudioRawFrame):
            await self.process_audio_frame(frame, direction)
        elif isinstance(frame, FinalizeFrame):
            await self._settle_ahead()
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            await self._pause(frame, direction)
        else:
            if isinstance(frame, VADUserStartedSpeakingFrame):
                self._settling.started()
            elif isinstance(frame, PartyEagerPauseFrame):
                (self._settling.spoke_on if frame.over else self._settling.lulled)()
            await super().process_frame(frame, direction)

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Send what waits, and this; keep it while there is no connection.

        Pipecat's way from a frame to the socket (seven calls and a generator) costs as much as
        sending does.
        """
        if self.is_usable and frame.audio:  # an empty message would close the connection
            at_ms = (frame.pts or 0) / 1_000_000
            self._backlog.add(at_ms, frame.audio, frame.num_frames * 1000 / frame.sample_rate)
            await self._send_backlog()

    async def heard(self, results: Results | None) -> None:
        """Pass words on, with their place in the call, and what is settled."""
        self._watch(owed=self._settling.owes)
        if self._degraded:
            self._degraded = False
            await self._status(State.OK, StatusCode.STT_RECOVERED, "Deepgram hears again.")
        if results is None:
            return
        if results.best.transcript:
            await self._say(results)
        if results.is_final:
            self._backlog.settled(results.until_ms)
        if results.from_finalize:
            confirmed = self._settling.answered(results.until_ms)
            self._answered.set()
            self._watch(owed=self._settling.owes)
            await self._confirm(confirmed)

    async def lost(self) -> None:
        """Tell the agent, once, that this party is not heard."""
        if not self.is_usable:
            self._settling.give_up()
            await self._status(
                State.DOWN,
                StatusCode.STT_REFUSED,
                "Deepgram refused the connection; check DEEPGRAM_API_KEY.",
            )
        elif not self._degraded:
            self._degraded = True
            await self._status(
                State.DEGRADED,
                StatusCode.STT_RECONNECTING,
                "Deepgram is reconnecting; what is said meanwhile is kept.",
            )
            await self._take_back_interim()

    async def stop(self, frame: EndFrame) -> None:
        """Wait for the last words before the connection closes."""
        try:
            if self._settling.owes and self.is_usable:
                async with asyncio.timeout(_LAST_CONNECTION_S):
                    await self._all_sent()
                async with asyncio.timeout(_LAST_WORDS_S):
                    await self._all_answered()
        except TimeoutError:
            logger.warning("{}: the last words were not confirmed in time", self)
        await super().stop(frame)

    async def cleanup(self) -> None:
        """Release the connection."""
        self._settling.give_up()
        await super().cleanup()

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
        self._watch(owed=self._settling.owes)

    async def _all_sent(self) -> None:
        while self.is_usable and (self._settling.due or self._connection is not self._served):
            await self.connected()
            await self._send_backlog()

    async def _all_answered(self) -> None:
        while self._settling.owes:
            self._answered.clear()
            await self._answered.wait()

    async def _send_backlog(self) -> None:
        connection = self._connection
        if connection is None:
            return
        if connection is not self._served:
            self._served = connection
            self._backlog.reconnected()
            self._settling.reconnected()
            await self._take_back_interim()
        while (audio := self._backlog.next) is not None:
            if not await self._send(connection, connection.send_media(audio)):
                return
            self._backlog.sent(speaking=self._settling.speaking or self._settling.owes)
        if self._settling.due:
            self._settling.sent(self._backlog.sent_ms)  # before, as the answer may be very fast
            if await self._send(connection, connection.send_finalize()):
                self._watch(owed=self._settling.owes)

    async def _say(self, results: Results) -> None:
        best, clock = results.best, self._backlog.clock
        start_ms, end_ms = results.spoken_ms
        if not results.is_final:
            self._settling.heard_words()
        kind = TranscriptionFrame if results.is_final else InterimTranscriptionFrame
        details = {
            "start_ms": clock.at(start_ms),
            "end_ms": clock.at(end_ms),
            "confidence": best.confidence,
        }
        await self.push_frame(
            kind(best.transcript, self._user_id, time_now_iso8601(), best.language, result=details)
        )

    async def _confirm(self, pauses: int) -> None:
        for _ in range(pauses):
            await self.push_frame(SttFinalizedFrame())

    async def _take_back_interim(self) -> None:
        """What is not settled is heard again: it must not become a turn before, and twice."""
        await self.push_frame(InterimTranscriptionFrame("", self._user_id, time_now_iso8601()))

    async def _status(self, state: State, code: StatusCode, detail: str) -> None:
        status = Status(Component.STT, state, code, detail, self._speaker)
        await self.push_frame(EventFrame(status))
