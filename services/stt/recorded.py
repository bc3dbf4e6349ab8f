"""Recorded recogniser: it knows the words of a bundled recording, and says them as they are heard.

It hears nothing by itself. It follows the audio's own clock and speaks the words of the script
whose time has come, so that the whole line runs with no account and no model.
"""

from collections.abc import AsyncGenerator

from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

from conversation.speech.speakers import Speaker
from frames.turns import SttFinalizedFrame
from transports.recording.recording import Script, ScriptWord


class RecordedSTTService(STTService):
    """Says the words of one party of a recording when their time has come.

    Interim results come word by word; a pause makes them final.
    """

    def __init__(self, script: Script, speaker: Speaker):
        """Create the recogniser of one party of the recording."""
        super().__init__(
            audio_passthrough=False,
            ttfs_p99_latency=0.0,
            settings=STTSettings(model="recorded", language=Language(script.language)),
        )
        self._words = [word for turn in script.spoken_by(speaker) for word in turn.words]
        self._speaker = speaker
        self._language = Language(script.language)
        self._heard: list[ScriptWord] = []
        self._clock_ms = 0

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Unused: words follow the frames' clock, see `process_audio_frame`."""
        yield None

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Say the words that end within the audio so far."""
        begin_ms = (frame.pts or 0) // 1_000_000
        self._clock_ms = begin_ms + frame.num_frames * 1000 // frame.sample_rate
        if self._take():
            await self.push_frame(
                InterimTranscriptionFrame(
                    self._text(), self._speaker, time_now_iso8601(), self._language
                )
            )

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Finalize the words at a pause and at the end."""
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            await self._finalize()

    async def stop(self, frame: EndFrame) -> None:
        """Finalize what was heard."""
        await super().stop(frame)
        await self._finalize()

    def _take(self) -> bool:
        count = len(self._heard)
        while self._words and self._words[0].end_ms <= self._clock_ms:
            self._heard.append(self._words.pop(0))
        return len(self._heard) > count

    async def _finalize(self) -> None:
        if self._heard:
            frame = TranscriptionFrame(
                self._text(),
                self._speaker,
                time_now_iso8601(),
                self._language,
                result={
                    "start_ms": self._heard[0].start_ms,
                    "end_ms": self._heard[-1].end_ms,
                    "confidence": 1.0,
                },
            )
            self._heard = []
            await self.push_frame(frame)
        await self.push_frame(SttFinalizedFrame())

    def _text(self) -> str:
        return " ".join(word.word for word in self._heard)
