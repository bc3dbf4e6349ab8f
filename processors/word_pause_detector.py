"""Word pause detector: behind a party's recogniser, tells the pauses that its words tell alone."""

from collections import deque
from enum import Enum, auto

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    StartFrame,
    TranscriptionFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from conversation.speech.detector import SpeechChange, SpeechEdge
from conversation.speech.speakers import Speaker
from conversation.speech.word_pause import WordPause
from frames.speech import (
    PartyEagerPauseFrame,
    PartyFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from frames.turns import SttBehindFrame, SttFinalizedFrame, WordPauseFrame
from processors.deadline_timer import DeadlineTimer
from processors.direct_processor import DirectProcessor
from processors.speech_doubt import SpeechDoubt
from processors.transcription_details import place
from pubsub.clock import now_s


class _Pause(Enum):
    """A pause that the recogniser has yet to confirm: only of one that was told is that told."""

    TOLD = auto()
    KNOWN = auto()  # by the words, before the detector heard it
    MUSIC = auto()


class WordPauseDetector(DirectProcessor):
    """Corrects one party's speech by their words, and takes out what was music.

    Takes in the party's speech frames and words, and passes them on, as far as they are a voice's
    (`SpeechDoubt`); where the words have paused, it pushes the speech frames of that pause, a
    `WordPauseFrame` upstream, and takes out what the speech detector says of the same pause later,
    with the recogniser's confirmation of it.
    """

    def __init__(self, speaker: Speaker):
        """Create the detector of one party."""
        super().__init__(name=f"WordPauseDetector::{speaker}")
        self._speaker = speaker
        self._words = WordPause()
        self._doubt = SpeechDoubt()
        self._owed: deque[_Pause] = deque()
        self._timer = DeadlineTimer(self, self._words.deadline, self._due)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let pass what is true, and tell what the words tell."""
        await super().process_frame(frame, direction)
        if direction is FrameDirection.UPSTREAM:
            await self.push_frame(frame, direction)
            return
        if isinstance(frame, EndFrame | CancelFrame):
            await self._timer.stop()
        owed_by_music = bool(self._owed) and self._owed[0] is _Pause.MUSIC
        for known in self._doubt.take(frame, owed_by_music=owed_by_music):
            if await self._is_true(known):
                await self.push_frame(known, direction)
        if isinstance(frame, StartFrame):
            self._timer.start()
        self._timer.changed()

    async def _is_true(self, frame: Frame) -> bool:
        """Take in a frame; whether it goes on."""
        now = now_s()
        if isinstance(frame, PartyFrame):
            return self._detected(frame, now)
        if isinstance(frame, InterimTranscriptionFrame | TranscriptionFrame):
            is_final = isinstance(frame, TranscriptionFrame)
            if change := self._words.heard(frame.text, *place(frame), now, is_final=is_final):
                await self._tell(change)
        elif isinstance(frame, SttFinalizedFrame):
            return not self._owed or self._owed.popleft() is _Pause.TOLD
        elif isinstance(frame, SttBehindFrame):
            self._words.fell_behind(now, behind=frame.behind)
        return True

    def _detected(self, frame: PartyFrame, now: float) -> bool:
        if isinstance(frame, PartyPausedFrame) and frame.is_music:
            self._owed.append(_Pause.MUSIC)
            return False
        known = self._words.over
        if isinstance(frame, PartyStartedSpeakingFrame):
            self._words.speech_started(frame.at_ms, now)
        elif not isinstance(frame, PartyEagerPauseFrame):
            self._words.speech_paused()
        if isinstance(frame, PartyPausedFrame):
            self._owed.append(_Pause.KNOWN if known else _Pause.TOLD)
        return not known or isinstance(frame, PartySilentFrame)

    async def _due(self, now: float) -> None:
        if change := self._words.poll(now):
            await self._tell(change)

    async def _tell(self, change: SpeechChange) -> None:
        who, at_ms = self._speaker, change.at_ms
        match change.edge:
            case SpeechEdge.STARTED:
                await self.push_frame(PartyStartedSpeakingFrame(speaker=who, at_ms=at_ms))
            case SpeechEdge.SILENT:
                await self.push_frame(PartySilentFrame(speaker=who, at_ms=at_ms))
            case SpeechEdge.PAUSED:
                self._owed.append(_Pause.TOLD)
                spoken_at = self._words.heard_at
                paused = PartyPausedFrame(speaker=who, at_ms=at_ms, spoken_at=spoken_at)
                await self.push_frame(paused)
                await self.push_frame(WordPauseFrame(who), FrameDirection.UPSTREAM)
