"""Scripted recogniser: tells the words of a labelled call, as a vendor's does over its wire."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pipecat.frames.frames import (
    DataFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transcriptions.language import Language

from conversation.languages import base_of
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledWord
from frames.speech import PartyEagerPauseFrame, PartyPausedFrame
from frames.turns import FinalizeFrame, SttFinalizedFrame, WordPauseFrame

_NO_TIME = ""


@dataclass
class WordsFrame(DataFrame):
    """Words that have just been heard."""

    words: Sequence[LabelledWord]


class ScriptedRecogniser(FrameProcessor):
    """Interim words as they come; final ones a moment after a pause, or an eager pause, asks."""

    def __init__(self, speaker: Speaker, language: str, final_s: float, *, is_timed: bool):
        """Create the recogniser of one party.

        Args:
            speaker: Whose words it tells.
            language: Of the words.
            final_s: It tells final words so long after a pause.
            is_timed: Whether the words' own times are known: only then it tells, before they are
                final, where they end. A word may seem to last for seconds where they are not.
        """
        super().__init__(name=f"ScriptedRecogniser::{speaker}")
        self._speaker = speaker
        self._language = _known(language)
        self._final_s = final_s
        self._is_timed = is_timed
        self._words: list[LabelledWord] = []
        self._asked: asyncio.Task[None] | None = None  # for final words, in this silence

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Tell words, and pass speech on."""
        await super().process_frame(frame, direction)
        match frame:
            case WordsFrame():
                await self._tell_interim(frame.words)
                return
            case FinalizeFrame():
                self._asked = self._ask()
                return
            case WordPauseFrame():
                self.create_task(self._confirm(self._ask()))
                return
            case EndFrame():
                await self._tell_final()
        await self.push_frame(frame, direction)
        match frame:
            case PartyEagerPauseFrame(resumed=True):
                self._asked = None
            case PartyPausedFrame():
                self.create_task(self._confirm(self._asked or self._ask()))
                self._asked = None

    async def _tell_interim(self, words: Sequence[LabelledWord]) -> None:
        self._words += words
        end_ms = self._words[-1].end_ms if self._is_timed else None
        result = {"start_ms": self._words[0].start_ms, "end_ms": end_ms}
        await self.push_frame(
            InterimTranscriptionFrame(
                self._text(), self._speaker, _NO_TIME, self._language, result=result
            )
        )

    def _ask(self) -> asyncio.Task[None]:
        return self.create_task(self._finalize())

    async def _finalize(self) -> None:
        await asyncio.sleep(self._final_s)
        await self._tell_final()

    async def _confirm(self, asked: asyncio.Task[None]) -> None:
        await asked
        await self.push_frame(SttFinalizedFrame())

    async def _tell_final(self) -> None:
        if not self._words:
            return
        text, words = self._text(), self._words
        self._words = []
        result = {"start_ms": words[0].start_ms, "end_ms": words[-1].end_ms, "confidence": 1.0}
        await self.push_frame(
            TranscriptionFrame(text, self._speaker, _NO_TIME, self._language, result=result)
        )

    def _text(self) -> str:
        return " ".join(word.word for word in self._words)


def _known(language: str) -> Language | None:
    """Pipecat's own name of a language, where it has one."""
    try:
        return Language(language)
    except ValueError:
        return Language(base_of(language)) if base_of(language) in list(Language) else None
