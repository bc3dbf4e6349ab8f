"""Scripted input: the head of a pipeline that hears a labelled call instead of a line."""

import asyncio
from collections.abc import Iterable, Mapping

from pipecat.frames.frames import Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from conversation.speech.speakers import Speaker
from evaluation.replay.recogniser import WordsFrame
from evaluation.replay.script import Happening, ScriptedMoment
from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from pubsub.clock import now_s


class ScriptedInput(FrameProcessor):
    """Leads each moment of a script to the branch of its party, at its time."""

    def __init__(self, packet_ms: int):
        """Create the input of one call, whose sound reaches us `packet_ms` late."""
        super().__init__()
        self._packet_ms = packet_ms
        self._hearers: Mapping[Speaker, FrameProcessor] = {}
        self._started = asyncio.Event()
        self._base_s = 0.0

    def connect(self, hearers: Mapping[Speaker, FrameProcessor]) -> None:
        """Say where each party's speech goes, before the pipeline starts."""
        self._hearers = hearers

    @property
    def now_ms(self) -> int:
        """The call's time, ms from its start."""
        return round((now_s() - self._base_s) * 1000)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass every frame on."""
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._base_s = now_s()
            self._started.set()

    async def play(self, moments: Iterable[ScriptedMoment], hangup_ms: int) -> None:
        """Let the script happen, and `hangup_ms` of silence behind it."""
        await self._started.wait()
        for moment in moments:
            await self._reach(moment.at_ms)
            await self._hearers[moment.speaker].queue_frame(self._frame(moment))
        await self._reach(self.now_ms + hangup_ms)

    async def _reach(self, at_ms: int) -> None:
        await asyncio.sleep(self._base_s + at_ms / 1000 - now_s())

    def _frame(self, moment: ScriptedMoment) -> Frame:
        who, place_ms = moment.speaker, moment.place_ms
        spoken_at = self._base_s + (place_ms + self._packet_ms) / 1000
        match moment.what:
            case Happening.STARTED:
                return PartyStartedSpeakingFrame(speaker=who, at_ms=place_ms)
            case Happening.WORDS:
                return WordsFrame(moment.words)
            case Happening.EAGER_PAUSE | Happening.RESUMED:
                resumed = moment.what is Happening.RESUMED
                return PartyEagerPauseFrame(
                    speaker=who, at_ms=place_ms, spoken_at=spoken_at, resumed=resumed
                )
            case Happening.PAUSED:
                return PartyPausedFrame(speaker=who, at_ms=place_ms, spoken_at=spoken_at)
            case Happening.SILENT:
                return PartySilentFrame(speaker=who, at_ms=place_ms)
