"""A party's speech is corrected by their words, between their recogniser and their turns."""

from collections.abc import Sequence

import pytest
from pipecat.frames.frames import Frame, InterimTranscriptionFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.tests.utils import SleepFrame, run_test

from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.word_pause import PAUSE_S, SILENCE_S
from frames.speech import (
    PartyEagerPauseFrame,
    PartyFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from frames.turns import SpeechFrame, SttFinalizedFrame, TurnFrame, WordPauseFrame
from processors.turn_assembler import TurnAssembler
from processors.word_pause_detector import WordPauseDetector
from tests.processors.heard import final, interim

CUSTOMER = Speaker.CUSTOMER
MOMENT = SleepFrame(sleep=0.01)  # system frames overtake data frames of the same moment
PAUSE = SleepFrame(sleep=PAUSE_S + 0.1)
SILENCE = SleepFrame(sleep=SILENCE_S + 0.1)

pytestmark = pytest.mark.looptime

STARTED = PartyStartedSpeakingFrame(speaker=CUSTOMER, at_ms=0)
EAGER = PartyEagerPauseFrame(speaker=CUSTOMER, at_ms=9000, spoken_at=9.0)
PAUSED = PartyPausedFrame(speaker=CUSTOMER, at_ms=9000, spoken_at=9.0)
SILENT = PartySilentFrame(speaker=CUSTOMER, at_ms=9000)
CONFIRMED = SttFinalizedFrame()


def streamed(text: str, start_ms: int, end_ms: int) -> tuple[InterimTranscriptionFrame, ...]:
    """The words as a recogniser tells them that keeps up."""
    so_far = [(text[: 3 - less], end_ms - 100 * less) for less in (2, 1)]
    return tuple(interim(words, start_ms, to_ms) for words, to_ms in [*so_far, (text, end_ms)])


async def told(*frames: Frame) -> tuple[Sequence[Frame], Sequence[Frame]]:
    """What the detector pushes down, and up."""
    spaced = [f for frame in frames for f in (frame, MOMENT)]
    return await run_test(WordPauseDetector(CUSTOMER), frames_to_send=spaced)


def speech(frames: Sequence[Frame]) -> list[tuple[type[Frame], int]]:
    return [(type(frame), frame.at_ms) for frame in frames if isinstance(frame, PartyFrame)]


async def test_a_pause_of_the_words_is_told_as_any_other():
    """A pause, a silence, and the next words as speech; the recogniser is asked for final words."""
    said = (STARTED, *streamed("I see", 100, 900))
    down, up = await told(*said, SILENCE, interim("And", 6000, 6300))
    assert speech(down) == [
        (PartyStartedSpeakingFrame, 0),
        (PartyPausedFrame, 900),
        (PartySilentFrame, 900),
        (PartyStartedSpeakingFrame, 6000),
    ]
    assert [frame.speaker for frame in up if isinstance(frame, WordPauseFrame)] == [CUSTOMER]


async def test_the_detectors_own_pause_is_not_told_twice():
    """Nor is its confirmation passed on, which would be that of another pause."""
    said = (STARTED, *streamed("I see", 100, 900), PAUSE)
    down, _ = await told(*said, EAGER, PAUSED, CONFIRMED, CONFIRMED, SILENT)
    assert speech(down) == [
        (PartyStartedSpeakingFrame, 0),
        (PartyPausedFrame, 900),
        (PartySilentFrame, 9000),
    ]
    assert sum(isinstance(frame, SttFinalizedFrame) for frame in down) == 1


async def test_a_line_that_is_silent_is_left_alone():
    """Each frame goes on as it came, each confirmation too."""
    said = (STARTED, interim("I see", 100, 8900), EAGER, PAUSED, CONFIRMED, SILENT)
    down, up = await told(*said, STARTED, PAUSED, CONFIRMED)
    kinds = [type(frame) for frame in down if isinstance(frame, PartyFrame | SttFinalizedFrame)]
    assert kinds == [
        PartyStartedSpeakingFrame,
        PartyEagerPauseFrame,
        PartyPausedFrame,
        SttFinalizedFrame,
        PartySilentFrame,
        PartyStartedSpeakingFrame,
        PartyPausedFrame,
        SttFinalizedFrame,
    ]
    assert not any(isinstance(frame, WordPauseFrame) for frame in up)


async def test_turns_end_though_others_talk_behind():
    """Two thoughts with talk behind them are two turns, each where its words are."""
    frames = (
        STARTED,
        *streamed("I see", 1200, 1900),
        PAUSE,
        final("I see.", 1200, 1900),
        CONFIRMED,
        interim("And how much", 6000, 6900),
        PAUSE,
        final("And how much", 6000, 6900),
        CONFIRMED,
        SILENCE,
    )
    branch = Pipeline([WordPauseDetector(CUSTOMER), TurnAssembler(CUSTOMER, Redactor())])
    spaced = [f for frame in frames for f in (frame, MOMENT)]
    down, _ = await run_test(branch, frames_to_send=spaced)
    turns = [frame.turn for frame in down if isinstance(frame, TurnFrame)]
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in turns] == [
        ("I see.", 1200, 1900),
        ("And how much", 6000, 6900),
    ]
    edges = [(f.speaking, f.offset_ms) for f in down if isinstance(f, SpeechFrame)]
    assert edges == [(True, 0), (False, 1900), (True, 6000), (False, 6900)]
