"""Consent gate: which frames go on with consent, without it, and when it changes."""

from collections.abc import Sequence

import pytest
from pipecat.frames.frames import Frame
from pipecat.tests.utils import run_test

from conversation.coaching.consent import Consent, ConsentMode, ConsentTerms
from conversation.events.commands import Ask, Pause, PressKey, SayConsent
from conversation.events.payloads import Failure, Status
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import (
    CommandFrame,
    ConsentFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.consent_gate import ConsentGate
from tests.conversation.test_consent import RULE

pytestmark = pytest.mark.looptime

SPEAKS = SpeechFrame(Speaker.CUSTOMER, True, 900, 900)


def turn(turn_id: str, text: str = "It is too dear.") -> TurnFrame:
    """A finished turn of whom its id says."""
    speaker = Speaker.AGENT if turn_id[0] == "a" else Speaker.CUSTOMER
    return TurnFrame(Turn(turn_id, speaker, text, int(turn_id[1:]) * 1000, 0), 0.0, 0.0)


def terms(mode: ConsentMode = ConsentMode.REQUIRED, *, heard: bool = False) -> ConsentTerms:
    """The terms of a call; `heard`: with a verbal rule."""
    return ConsentTerms(mode, RULE if heard else None, "1", "2")


async def passed(consent: Consent, *frames: Frame) -> Sequence[str]:
    """What comes out of the gate, in words."""
    out, _ = await run_test(ConsentGate(consent), frames_to_send=frames)
    return [word for frame in out if (word := _word(frame))]


def _word(frame: Frame) -> str | None:
    word = None
    match frame:
        case TurnFrame() | TurnPartialFrame() | EagerTurnFrame():
            word = f"{type(frame).__name__.removesuffix('Frame')} {frame.turn.turn_id}"
        case EventFrame(payload=Status() as status):
            word = str(status.code)
        case EventFrame(payload=Failure() as failure):
            word = failure.error_code
        case ConsentFrame():
            word = f"consent {frame.given}"
        case NoTurnFrame():
            word = f"no turn {frame.start_ms}"
        case CommandFrame():
            word = frame.command.type
        case SpeechFrame():
            word = "speech"
        case _:
            pass
    return word


async def test_with_consent_everything_goes_on() -> None:
    """And nothing is told, where none is required."""
    heard = turn("c1")
    frames = TurnPartialFrame(heard.turn), EagerTurnFrame(heard.turn, 0.0), heard, SPEAKS
    out = await passed(Consent(terms(ConsentMode.OPTIONAL)), *frames, CommandFrame(Pause()))
    assert out == ["TurnPartial c1", "EagerTurn c1", "Turn c1", "speech", "pause"]


async def test_without_consent_no_word_goes_on() -> None:
    """Of a turn, only that nobody has to wait for it; a question is refused."""
    heard = turn("c1")
    frames = TurnPartialFrame(heard.turn), EagerTurnFrame(heard.turn, 0.0), heard, SPEAKS
    commands = CommandFrame(Ask(text="And now?")), CommandFrame(Pause())
    out = await passed(Consent(terms()), *frames, *commands)
    assert out == ["consent False", "no turn 1000", "ask_no_consent", "pause"]


async def test_a_key_and_a_person_change_it() -> None:
    """The status comes before what is coached, and behind what the coach takes back."""
    frames = [CommandFrame(PressKey(key=key)) for key in "1712"]
    again = CommandFrame(SayConsent(given=True, by="maria"))
    out = await passed(Consent(terms()), turn("c1"), *frames[:3], turn("c2"), frames[3], again)
    assert out == [
        *("consent False", "no turn 1000"),
        *("consent_given", "consent True", "Turn c2"),
        *("consent False", "consent_withdrawn"),
        *("consent_given", "consent True"),
    ]


async def test_consent_in_words_keeps_the_question_and_the_answer() -> None:
    """Nothing else that was said before; afterwards everything, until it is withdrawn."""
    said = (
        turn("c1", "Hi, my name is Dana."),
        turn("a1", "A program listens along, is that all right?"),
        turn("c2", "Sure."),
        turn("c3"),
        turn("c4", "Now turn that off."),
        turn("c5"),
    )
    out = await passed(Consent(terms(heard=True)), *said)
    assert out == [
        *("consent False", "no turn 1000", "no turn 1000"),
        *("consent_given", "consent True", "Turn a1", "Turn c2", "Turn c3"),
        *("consent False", "consent_withdrawn", "no turn 4000", "no turn 5000"),
    ]


async def test_a_question_that_went_on_by_itself_does_not_come_twice() -> None:
    """Where consent is optional, the question is in the record when the answer comes."""
    said = turn("a1", "A program listens along, is that all right?"), turn("c1", "Sure.")
    out = await passed(Consent(terms(ConsentMode.OPTIONAL, heard=True)), *said)
    assert out == ["Turn a1", "consent_given", "consent True", "Turn c1"]
