"""Resilient recogniser: a party's recogniser as a service of the pipeline.

| frame | what is done |
|---|---|
| `InputAudioRawFrame` | into the replay buffer, and what waits there to the connection |
| `PartyEagerPauseFrame`, then `FinalizeFrame` | finalize early, if that can be sent now |
| `VADUserStoppedSpeakingFrame` | finalize, unless asked early; `SttFinalizedFrame` when answered |
| `WordPauseFrame` | finalize; `SttFinalizedFrame` when answered |
| `EndFrame` | waits for the last words |
"""

import asyncio
from collections.abc import AsyncGenerator

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessorSetup
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from frames.speech import PartyEagerPauseFrame, PartyStartedSpeakingFrame
from frames.turns import (
    EventFrame,
    FinalizeFrame,
    SttBehindFrame,
    SttFinalizedFrame,
    WordPauseFrame,
)
from processors.direct_processor import PlainPush
from processors.eager_queue import EagerQueue
from services.stt.connection import Connect
from services.stt.health import SttHealth
from services.stt.hearer import HeardWords
from services.stt.outage_log import OutageLog
from services.stt.party_recogniser import PartyRecogniser
from transports.audio.pcm import duration_ms

_SECONDS_P99 = 0.35  # from the end of speech to its words


class ResilientStt(EagerQueue, PlainPush, STTService):
    """One party's recogniser: frames in, and what `PartyRecogniser` tells as frames out."""

    def __init__(
        self,
        speaker: Speaker,
        connect: Connect,
        *,
        health: SttHealth,
        settings: STTSettings,
        outages: OutageLog | None = None,
    ):
        """Create the recogniser of `speaker`; it connects when it is set up.

        Args:
            speaker: Who is heard.
            connect: The vendor.
            health: What the agent is told of it.
            settings: Model and language, for Pipecat.
            outages: What the log is told of it; None where whoever connects tells that.
        """
        super().__init__(audio_passthrough=False, ttfs_p99_latency=_SECONDS_P99, settings=settings)
        self._speaker = speaker
        self._recogniser = PartyRecogniser(connect, health=health, hearer=self, outages=outages)
        self._running: asyncio.Task[None] | None = None

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Unused: results come when they come, see `process_audio_frame`."""
        yield None

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Connect beside the call's start: the audio of all others would wait too."""
        await super().setup(setup)
        self._running = self.create_task(self._recogniser.run())

    async def stop(self, frame: EndFrame) -> None:
        """Wait for the last words before the connection closes."""
        await self._recogniser.end()
        await super().stop(frame)
        await self._disconnect()

    async def cancel(self, frame: CancelFrame) -> None:
        """Close the connection."""
        await super().cancel(frame)
        await self._disconnect()

    async def cleanup(self) -> None:
        """Release the connection, or the attempt at one."""
        await self._recogniser.close()
        await super().cleanup()
        await self._disconnect()

    async def take_at_once(self, frame: Frame) -> bool:
        """Send audio that need not wait."""
        if not (isinstance(frame, InputAudioRawFrame) and frame.audio):
            return False
        return self.hear_at_once((frame.pts or 0) / 1_000_000, frame.audio, frame.sample_rate)

    def hear_at_once(self, at_ms: float, audio: bytes, sample_rate: int) -> bool:
        """Send audio, where nothing is before it and it need not wait; whether it was taken.

        Pipecat's way from a frame to the socket (seven calls and a generator) costs as much as
        sending does, and a frame on its way here as much again.
        """
        if self.queued:
            return False
        return self._recogniser.add_at_once(at_ms, audio, duration_ms(audio, sample_rate))

    async def take(self, frame: Frame, direction: FrameDirection) -> None:
        """Send audio; ask for the rest of a span at its end, or in the eager pause before it."""
        if isinstance(frame, InputAudioRawFrame):
            await self.process_audio_frame(frame, direction)
        elif isinstance(frame, FinalizeFrame):
            await self._recogniser.finalize_early()
        elif isinstance(frame, WordPauseFrame):
            self._recogniser.finalize.words_paused()
            await self._recogniser.paused(0)
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            confirmed = self._recogniser.finalize.paused()
            await super().take(frame, direction)
            await self._recogniser.paused(confirmed)
        else:
            finalize = self._recogniser.finalize
            if isinstance(frame, PartyStartedSpeakingFrame):
                self._recogniser.started(frame.at_ms)
            elif isinstance(frame, PartyEagerPauseFrame):
                (finalize.resumed if frame.resumed else finalize.eager_pause)()
            await super().take(frame, direction)

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Send what waits, and this; keep it while there is no connection."""
        if frame.audio:
            at_ms = (frame.pts or 0) / 1_000_000
            length_ms = duration_ms(frame.audio, frame.sample_rate)
            await self._recogniser.add(at_ms, frame.audio, length_ms)

    async def heard(self, words: HeardWords) -> None:
        """Words go on as a transcript, with their place in the call."""
        kind = TranscriptionFrame if words.is_final else InterimTranscriptionFrame
        details = {
            "start_ms": words.start_ms,
            "end_ms": words.end_ms,
            "confidence": words.confidence,
        }
        now = time_now_iso8601()
        await self.push_frame(kind(words.text, self._speaker, now, words.language, result=details))

    async def took_back(self) -> None:
        """Take back the interim words: they are heard again, and would be a turn twice."""
        await self.push_frame(InterimTranscriptionFrame("", self._speaker, time_now_iso8601()))

    async def confirmed(self) -> None:
        """All is said about one more pause."""
        await self.push_frame(SttFinalizedFrame())

    async def fell_behind(self, *, behind: bool) -> None:
        """What was said has yet to be heard, or not any more."""
        await self.push_frame(SttBehindFrame(self._speaker, behind=behind))

    async def told(self, status: Status) -> None:
        """Something that the agent should know."""
        await self.push_frame(EventFrame(status))

    async def _disconnect(self) -> None:
        running, self._running = self._running, None
        if running:
            await self.cancel_task(running)
