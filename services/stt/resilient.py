"""Resilient recogniser: no word is lost while a vendor's connection is not up.

Audio waits while there is no connection, and what a lost one had no final result for is sent again;
word times are on the call's clock; the end of a span is told even when it is empty. What can't be
kept is told. No vendor is in it: it takes a `Connect`.

| frame | what is done |
|---|---|
| `InputAudioRawFrame` | into the replay buffer, and what waits there to the connection |
| `PartyEagerPauseFrame`, then `FinalizeFrame` | finalize early, if that can be sent now |
| `VADUserStoppedSpeakingFrame` | finalize, unless asked early; `SttFinalizedFrame` when answered |
| `EndFrame` | waits for the last words |
"""

import asyncio
from collections.abc import AsyncGenerator

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessorSetup
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from frames.speech import PartyEagerPauseFrame
from frames.turns import EventFrame, FinalizeFrame, SttFinalizedFrame
from services.stt.audio_sender import AudioSender
from services.stt.connection import Connect, SttResult
from services.stt.connection_policy import ConnectionPolicy
from services.stt.health import SttHealth
from services.stt.kept_connection import KeptConnection
from services.stt.last_words import last_words
from services.stt.recogniser_watch import RecogniserWatch
from services.stt.refusal import SttRefusedError

_SECONDS_P99 = 0.35  # from the end of speech to its words
_POLICY = ConnectionPolicy()


class ResilientStt(STTService):
    """One party's recogniser."""

    def __init__(
        self,
        speaker: Speaker,
        connect: Connect,
        *,
        health: SttHealth,
        settings: STTSettings,
        policy: ConnectionPolicy = _POLICY,
    ):
        """Create the recogniser of `speaker`; it connects when it is set up.

        Args:
            speaker: Who is heard.
            connect: The vendor.
            health: What the agent is told of it.
            settings: Model and language, for Pipecat.
            policy: When a connection is dead, and when the next is tried.
        """
        super().__init__(audio_passthrough=False, ttfs_p99_latency=_SECONDS_P99, settings=settings)
        self._speaker = speaker
        self._health = health
        self._connection = KeptConnection(connect, policy, heard=self._heard, lost=self._lost)
        self._sender = AudioSender(self._connection, policy, replaying=self._take_back_interim)
        self._watch = RecogniserWatch(self._sender, self._connection, health, policy)
        self._policy = policy
        self._tasks: list[asyncio.Task[None]] = []

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Unused: results come when they come, see `process_audio_frame`."""
        yield None

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Connect beside the call's start: the audio of all others would wait too."""
        await super().setup(setup)
        self._tasks = [self.create_task(self._connection.run()), self.create_task(self._look())]

    async def stop(self, frame: EndFrame) -> None:
        """Wait for the last words before the connection closes."""
        timed_out = False
        try:
            await last_words(self._sender, self._connection, self._policy)
        except TimeoutError:
            timed_out = True
            logger.warning("{}: the last words were not confirmed in time", self)
        if self.is_usable:
            await self._tell(self._watch.end(timed_out=timed_out))
        await super().stop(frame)
        await self._disconnect()

    async def cancel(self, frame: CancelFrame) -> None:
        """Close the connection."""
        await super().cancel(frame)
        await self._disconnect()

    async def cleanup(self) -> None:
        """Release the connection, or the attempt at one."""
        await self._sender.close()
        await super().cleanup()
        await self._disconnect()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Send audio; ask for the rest of a span at its end, or in the eager pause before it."""
        if isinstance(frame, InputAudioRawFrame):
            await self.process_audio_frame(frame, direction)
        elif isinstance(frame, FinalizeFrame):
            await self._sender.finalize_early()
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            confirmed = self._sender.finalize.paused()
            await super().process_frame(frame, direction)
            await self._confirm(confirmed)
            await self._sender.send_waiting()
        else:
            finalize = self._sender.finalize
            if isinstance(frame, VADUserStartedSpeakingFrame):
                finalize.started()
            elif isinstance(frame, PartyEagerPauseFrame):
                (finalize.resumed if frame.resumed else finalize.eager_pause)()
            await super().process_frame(frame, direction)

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Send what waits, and this; keep it while there is no connection.

        Pipecat's way from a frame to the socket (seven calls and a generator) costs as much as
        sending does.
        """
        if self.is_usable and frame.audio:
            at_ms = (frame.pts or 0) / 1_000_000
            duration_ms = frame.num_frames * 1000 / frame.sample_rate
            await self._sender.add(at_ms, frame.audio, duration_ms)

    async def _heard(self, result: SttResult) -> None:
        """Pass words on, with their place in the call, and what is final."""
        if result.text:
            await self._say(result)
        await self._confirm(self._sender.received(result))

    async def _lost(self, error: Exception | None) -> bool:
        """Tell the agent, once, that this party is not heard; whether to connect again."""
        refusal = error.refusal if isinstance(error, SttRefusedError) else None
        logger.warning("{}: no connection: {}", self, error if refusal else type(error).__name__)
        if refusal and refusal.permanent:
            await self.set_usable(False)
            self._sender.finalize.give_up()
        await self._tell(self._health.lost(refusal))
        await self._take_back_interim()
        return self.is_usable

    async def _look(self) -> None:
        """See, now and then, whether the connection lives and keeps up."""
        while not self._connection.over:
            await asyncio.sleep(self._policy.watch_s)
            await self._tell(self._watch.look())
            await self._sender.send_waiting()

    async def _say(self, result: SttResult) -> None:
        if not result.is_final:
            self._sender.finalize.heard_words()
        kind = TranscriptionFrame if result.is_final else InterimTranscriptionFrame
        clock = self._sender.buffer.clock
        details = {
            "start_ms": clock.at(result.start_ms),
            "end_ms": clock.at(result.end_ms),
            "confidence": result.confidence,
        }
        await self.push_frame(
            kind(result.text, self._speaker, time_now_iso8601(), result.language, result=details)
        )

    async def _confirm(self, pauses: int) -> None:
        for _ in range(pauses):
            await self.push_frame(SttFinalizedFrame())

    async def _take_back_interim(self) -> None:
        """Take back the interim words: they are heard again, and would be a turn twice."""
        await self.push_frame(InterimTranscriptionFrame("", self._speaker, time_now_iso8601()))

    async def _tell(self, status: Status | None) -> None:
        if status:
            await self.push_frame(EventFrame(status))

    async def _disconnect(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            await self.cancel_task(task)
