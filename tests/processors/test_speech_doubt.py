"""Speech that may be music: its words are held, and are a turn only where it was a voice."""

import pytest
from pipecat.frames.frames import Frame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.tests.utils import SleepFrame, run_test

from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
    PartyVoiceFrame,
)
from frames.turns import EagerTurnFrame, SpeechFrame, SttFinalizedFrame, TurnFrame, TurnPartialFrame
from processors.turn_assembler import TurnAssembler
from processors.word_pause_detector import WordPauseDetector
from tests.processors.heard import final, interim

CUSTOMER = Speaker.CUSTOMER
MOMENT = SleepFrame(sleep=0.01)  # system frames overtake data frames of the same moment
CONFIRMED = SttFinalizedFrame()

pytestmark = pytest.mark.looptime


def starts(at_ms: int, *, in_doubt: bool = False) -> Frame:
    return PartyStartedSpeakingFrame(speaker=CUSTOMER, at_ms=at_ms, in_doubt=in_doubt)


def pauses(at_ms: int, *, is_music: bool = False) -> list[Frame]:
    """An eager pause, the pause, and the silence."""
    return [
        PartyEagerPauseFrame(speaker=CUSTOMER, at_ms=at_ms, spoken_at=at_ms / 1000),
        PartyPausedFrame(speaker=CUSTOMER, at_ms=at_ms, spoken_at=at_ms / 1000, is_music=is_music),
    ]


def silent(at_ms: int) -> Frame:
    return PartySilentFrame(speaker=CUSTOMER, at_ms=at_ms)


async def made_of(*frames: Frame) -> list[Frame]:
    """What becomes of a party's speech and words."""
    line = Pipeline([WordPauseDetector(CUSTOMER), TurnAssembler(CUSTOMER, Redactor())])
    spaced = [each for frame in frames for each in (frame, MOMENT)]
    down, _ = await run_test(line, frames_to_send=spaced)
    return list(down)


def turns(frames: list[Frame]) -> list[str]:
    return [frame.turn.text for frame in frames if isinstance(frame, TurnFrame)]


MUSIC = [starts(5000, in_doubt=True), *pauses(5600, is_music=True)]
HELLO = [starts(1000), *pauses(2000), final("Hello there.", 1050, 1950), CONFIRMED]


@pytest.mark.parametrize(
    "words",
    [
        [interim("Love me", 5050, 5500), CONFIRMED],
        [final("Love me do.", 5050, 5550), CONFIRMED],
    ],
    ids=["interim", "final"],
)
@pytest.mark.parametrize("late", [False, True])
async def test_words_that_are_heard_in_music_are_nobodys(words: list[Frame], late: bool):
    """No turn, no interim words, no advice in a pause, before the end of it or after."""
    music = [*MUSIC, *words] if late else [MUSIC[0], *words[:-1], *MUSIC[1:], CONFIRMED]
    frames = await made_of(*HELLO, silent(2000), *music, silent(5600))
    assert turns(frames) == ["Hello there."]
    kinds = (TurnPartialFrame, EagerTurnFrame)
    assert all(frame.turn.text == "Hello there." for frame in frames if isinstance(frame, kinds))
    assert sum(isinstance(frame, SpeechFrame) for frame in frames) == 2


async def test_words_without_a_place_are_those_of_the_pause_that_is_owed_words():
    """So are those of a recogniser that tells no times."""
    music = [*MUSIC, final("Love me do.", None, None), CONFIRMED, silent(5600)]
    assert turns(await made_of(*HELLO, silent(2000), *music)) == ["Hello there."]


async def test_a_voice_in_doubt_is_heard_as_any_other():
    """What was held goes on in its order: its words are its own, and not of the turn before."""
    said = [starts(2400, in_doubt=True), interim("And", 2420, 2600)]
    known = PartyVoiceFrame(speaker=CUSTOMER)
    rest = [*pauses(3600), final("And goodbye.", 2420, 3500), CONFIRMED]
    plain = await made_of(*HELLO, silent(2000), starts(2400), said[1], *rest, silent(3600))
    doubted = await made_of(*HELLO, silent(2000), *said, known, *rest, silent(3600))
    assert turns(doubted) == turns(plain) == ["Hello there.", "And goodbye."]
    at_its_pause = await made_of(*HELLO, silent(2000), *said, *rest, silent(3600))
    assert turns(at_its_pause) == turns(plain)


async def test_words_of_before_are_not_held_back():
    """The final words of the turn before end it while music begins."""
    begun = [starts(1000), *pauses(2000), starts(2400, in_doubt=True)]
    frames = await made_of(
        *begun, final("Hello there.", 1050, 1950), CONFIRMED, SleepFrame(sleep=1)
    )
    assert turns(frames) == ["Hello there."]


async def test_who_speaks_over_music_is_heard():
    """Words that reach from music into speech are the speaker's, all of them."""
    speech = [starts(6000), *pauses(7000), final("Yes I am here.", 5300, 6900), CONFIRMED]
    frames = await made_of(*HELLO, silent(2000), *MUSIC, CONFIRMED, *speech, silent(7000))
    assert turns(frames) == ["Hello there.", "Yes I am here."]
