from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import (
    CancelFrame,
    Frame,
    InterimTranscriptionFrame,
    TextFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
)
from pipecat.tests.utils import SleepFrame, run_test
from pipecat.transcriptions.language import Language

from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from frames.turns import (
    EagerTurnFrame,
    FinalizeFrame,
    NoTurnFrame,
    SpeechFrame,
    SttBehindFrame,
    SttFinalizedFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.turn_assembler import TurnAssembler
from tests.virtual_time import AT_ONCE

CUSTOMER = Speaker.CUSTOMER
# System frames overtake data frames that come at the same moment; a moment between them keeps
# the order of the test.
MOMENT = 0.01

pytestmark = AT_ONCE


async def assembled(*frames: Frame, **options: Any) -> Sequence[Frame]:
    """What the customer's assembler makes of these frames, one after the other."""
    spaced = [f for frame in frames for f in (frame, SleepFrame(sleep=MOMENT))]
    assembler = TurnAssembler(CUSTOMER, Redactor(), **options)
    down, _ = await run_test(assembler, frames_to_send=spaced)
    return down


def started(at_ms: int) -> PartyStartedSpeakingFrame:
    return PartyStartedSpeakingFrame(speaker=CUSTOMER, at_ms=at_ms)


def paused(at_ms: int, spoken_at: float = 7.0) -> PartyPausedFrame:
    return PartyPausedFrame(speaker=CUSTOMER, at_ms=at_ms, spoken_at=spoken_at)


def silent(at_ms: int) -> PartySilentFrame:
    return PartySilentFrame(speaker=CUSTOMER, at_ms=at_ms)


def eager_pause(at_ms: int, *, resumed: bool = False) -> PartyEagerPauseFrame:
    return PartyEagerPauseFrame(speaker=CUSTOMER, at_ms=at_ms, spoken_at=6.9, resumed=resumed)


def interim(text: str) -> InterimTranscriptionFrame:
    return InterimTranscriptionFrame(text, "customer", "")


def final(text: str, **result: Any) -> TranscriptionFrame:
    return TranscriptionFrame(text, "customer", "", Language.EN, result=result or None)


def texts(frames: Sequence[Frame]) -> list[str]:
    """The texts of the finished turns."""
    return [frame.turn.text for frame in frames if isinstance(frame, TurnFrame)]


async def test_speech_and_words_become_a_turn():
    """Speech is told as it comes, words as they grow, and then the turn with all it has."""
    down = await assembled(
        started(1000),
        interim("How"),
        interim("How much"),
        paused(2000),
        final("How much is it?", confidence=0.9),
        SttFinalizedFrame(),
    )
    assert [type(frame) for frame in down] == [
        SpeechFrame,
        TurnPartialFrame,
        TurnPartialFrame,
        SpeechFrame,
        TurnPartialFrame,
        EagerTurnFrame,
        TurnFrame,
    ]
    begin, end = (frame for frame in down if isinstance(frame, SpeechFrame))
    assert (begin.speaking, begin.offset_ms, begin.turn_start_ms) == (True, 1000, 1000)
    assert (end.speaking, end.offset_ms, end.turn_start_ms) == (False, 2000, 1000)
    partials = [frame for frame in down if isinstance(frame, TurnPartialFrame)]
    assert [(p.turn.turn_id, p.turn.speaker, p.turn.text) for p in partials] == [
        ("c1", CUSTOMER, "How"),
        ("c1", CUSTOMER, "How much"),
        ("c1", CUSTOMER, "How much is it?"),
    ]
    (said,) = (frame for frame in down if isinstance(frame, TurnFrame))
    assert said.turn == Turn("c1", CUSTOMER, "How much is it?", 1000, 2000, "en", 0.9)
    assert said.spoken_at == 7.0


async def test_a_pause_inside_a_sentence_is_one_turn():
    """Words before and after a breath are one turn, every word once."""
    down = await assembled(
        started(0),
        paused(1000),
        final("I would like to"),
        SttFinalizedFrame(),
        SleepFrame(sleep=0.4),
        started(1500),
        paused(2500),
        final("think about it."),
        SttFinalizedFrame(),
    )
    assert texts(down) == ["I would like to think about it."]


async def test_silence_ends_what_is_no_sentence():
    """Words without a full stop are a turn once the party is silent."""
    down = await assembled(
        started(0), paused(1000), final("if you say so"), SttFinalizedFrame(), silent(1000)
    )
    assert texts(down) == ["if you say so"]


async def test_a_recogniser_that_confirms_nothing_is_waited_for():
    """Without a confirmation, the turn comes by itself when nothing follows."""
    frames = [started(0), paused(1000), final("Yes.")]
    down = await assembled(*frames, SleepFrame(sleep=0.3), TextFrame("mark"), stt_wait_s=2.0)
    assert [type(frame) for frame in down[-2:]] == [TextFrame, TurnFrame]
    down = await assembled(*frames, SleepFrame(sleep=0.4), TextFrame("mark"), stt_wait_s=2.0)
    assert [type(frame) for frame in down[-2:]] == [TurnFrame, TextFrame]


async def test_late_words_come_by_themselves():
    """Words after their turn are a turn of their own, though nobody speaks any more."""
    down = await assembled(
        started(0),
        paused(1000),
        final("Yes."),
        SttFinalizedFrame(),
        silent(1000),
        final("No.", start_ms=1200, end_ms=1500),
        SleepFrame(sleep=1),
        TextFrame("mark"),
    )
    assert texts(down[:-1]) == ["Yes.", "No."]


async def test_the_last_words_before_the_end_are_not_lost():
    """The end of the call flushes the turn that is open, the interim words included."""
    down = await assembled(started(0), final("I will"), interim("call"))
    assert texts(down) == ["I will call"]


async def test_a_cough_is_no_turn():
    """Speech without words is told as such, once, so that nobody waits for its words."""
    down = await assembled(started(0), paused(300), silent(300), SttFinalizedFrame())
    assert [type(frame) for frame in down] == [SpeechFrame, SpeechFrame, NoTurnFrame]


async def test_an_end_without_speech_is_nothing():
    """A call in which the party said nothing has no turn, and no `NoTurnFrame` at its end."""
    assert await assembled() == []


async def test_the_same_words_are_not_told_twice():
    """An interim result that changes nothing is not told again."""
    down = await assembled(started(0), interim("So"), interim("So"), interim("So what"))
    assert [f.turn.text for f in down if isinstance(f, TurnPartialFrame)] == ["So", "So what"]


async def test_audio_ends_here_and_nothing_else_does():
    """No audio leaves the branch, where it would be remembered for ever; other frames do."""
    down = await assembled(UserAudioRawFrame(bytes(1600), 8000, 1), TextFrame("words"))
    assert [type(frame) for frame in down] == [TextFrame]


async def test_an_eager_pause_after_a_complete_sentence_is_an_eager_turn():
    """A turn that may be over is told once, with the words so far and the end of its speech."""
    down = await assembled(
        started(0),
        interim("How much is it?"),
        eager_pause(900),
        interim("How much is it?"),
        paused(900),
    )
    drafts = [frame for frame in down if isinstance(frame, EagerTurnFrame)]
    assert [draft.turn for draft in drafts] == [Turn("c1", CUSTOMER, "How much is it?", 0, 900)]
    assert drafts[0].spoken_at == 6.9


async def finalize_frames(*frames: Frame) -> list[FinalizeFrame]:
    """What the assembler asks of the recogniser of its branch."""
    spaced = [f for frame in frames for f in (frame, SleepFrame(sleep=MOMENT))]
    _, up = await run_test(TurnAssembler(CUSTOMER, Redactor()), frames_to_send=spaced)
    return [frame for frame in up if isinstance(frame, FinalizeFrame)]


async def test_complete_words_are_finalized_in_the_eager_pause():
    """The recogniser is asked while the silence is still measured, once an eager pause."""
    asked = await finalize_frames(
        started(0), eager_pause(900), interim("How much?"), interim("So how much?")
    )
    assert [frame.speaker for frame in asked] == [CUSTOMER]
    again = [eager_pause(900, resumed=True), interim("How much? Or not."), eager_pause(1500)]
    assert (
        len(await finalize_frames(started(0), interim("How much?"), eager_pause(900), *again)) == 2
    )


async def test_nothing_is_finalized_that_need_not_be():
    """Unfinished words, final words and a pause, which finalizes anyway, ask for nothing."""
    assert await finalize_frames(started(0), interim("How much"), eager_pause(900)) == []
    assert await finalize_frames(started(0), final("How much?"), eager_pause(900)) == []
    assert await finalize_frames(started(0), paused(900), interim("How much?")) == []


async def test_no_eager_turn_while_the_party_speaks_on():
    """Neither unfinished words nor an eager pause that is over make an eager turn."""
    down = await assembled(started(0), interim("How much"), eager_pause(900))
    assert not any(isinstance(frame, EagerTurnFrame) for frame in down)
    down = await assembled(
        started(0), eager_pause(900), eager_pause(900, resumed=True), interim("How much is it?")
    )
    assert not any(isinstance(frame, EagerTurnFrame) for frame in down)


async def test_nobody_sees_a_card_number():
    """Neither the growing words, nor the draft, nor the turn have the digits."""
    said = "It is 4242 4242 4242 4242."
    down = await assembled(
        started(0), interim("It is 4242 4242 42"), eager_pause(900), final(said), paused(900)
    )
    shown = [
        frame.turn.text
        for frame in down
        if isinstance(frame, TurnPartialFrame | EagerTurnFrame | TurnFrame)
    ]
    assert len(shown) >= 3
    assert not any("42" in text for text in shown)
    assert shown[-1] == "It is [card 1]."


async def test_nobody_guesses_at_half_a_number():
    """A recogniser may end half a card number with a full stop; no draft has its digits."""
    half = "My card number is 4111 1111 1111."
    down = await assembled(started(0), interim(half), eager_pause(900), paused(900))
    drafts = [frame.turn.text for frame in down if isinstance(frame, EagerTurnFrame)]
    assert drafts
    assert not any("1" in text for text in drafts)


async def test_a_call_that_is_cancelled_leaves_nothing_running():
    """A cancelled assembler says no more, and leaves no task behind."""
    frames = [started(0), SleepFrame(sleep=MOMENT), final("Yes."), CancelFrame()]
    down, _ = await run_test(
        TurnAssembler(CUSTOMER, Redactor()), frames_to_send=frames, send_end_frame=False
    )
    assert texts(down) == []


async def test_turns_go_on_where_they_were():
    """`first_turn` is the number of the next turn."""
    down = await assembled(started(0), final("Yes."), first_turn=8)
    assert [frame.turn.turn_id for frame in down if isinstance(frame, TurnFrame)] == ["c8"]


async def test_turns_whose_words_are_late_are_those_that_were_spoken():
    """Two turns are over before their words come: each has its own, and when it was spoken."""
    down = await assembled(
        started(0),
        paused(1000, 7.0),
        silent(1000),
        started(3000),
        paused(4000, 9.0),
        silent(4000),
        final("One.", start_ms=100, end_ms=900),
        SttFinalizedFrame(),
        final("Two.", start_ms=3100, end_ms=3900),
        SttFinalizedFrame(),
    )
    turns = [frame for frame in down if isinstance(frame, TurnFrame)]
    assert [(f.turn.text, f.turn.start_ms, f.spoken_at) for f in turns] == [
        ("One.", 0, 7.0),
        ("Two.", 3000, 9.0),
    ]


async def test_interim_words_are_no_turn_while_their_final_is_owed():
    """Words that are told as a partial wait for their final result, however long that takes."""
    down = await assembled(
        started(0),
        interim("How much"),
        paused(1000),
        silent(1000),
        SleepFrame(sleep=8.0),
        final("How much is it?"),
        SttFinalizedFrame(),
    )
    assert texts(down) == ["How much is it?"]


async def test_speech_whose_words_do_not_come_is_told_with_its_place():
    """Who waits for its words is told which speech it was; the words are a turn all the same."""
    down = await assembled(
        started(500),
        paused(1000),
        silent(1000),
        SleepFrame(sleep=2.1),
        final("Yes.", start_ms=600, end_ms=900),
        SttFinalizedFrame(),
        stt_wait_s=2.0,
    )
    told = [frame for frame in down if isinstance(frame, NoTurnFrame | TurnFrame)]
    assert isinstance(told[0], NoTurnFrame)
    assert told[0].start_ms == 500
    assert texts(down) == ["Yes."]


async def test_a_number_that_is_being_said_is_one_partial():
    """What is shown does not change while its digits come: it is not told again."""
    words = ["My", "card", "is", "four", "one", "one", "one", "one", "one", "one", "one"]
    down = await assembled(
        started(0), *(interim(" ".join(words[:count])) for count in range(3, len(words) + 1))
    )
    shown = [frame.turn.text for frame in down if isinstance(frame, TurnPartialFrame)]
    assert len(set(shown)) == len(shown)
    assert len(shown) < len(words) - 2
    assert not any("one" in text for text in shown)


async def test_words_are_waited_for_as_long_as_the_recogniser_is_behind():
    """No turn is given up meanwhile; it is told when its words come."""
    down = await assembled(
        SttBehindFrame(CUSTOMER, behind=True),
        started(0),
        paused(1000),
        silent(1000),
        SleepFrame(sleep=60),
        final("Hello there."),
        SttFinalizedFrame(),
        SttBehindFrame(CUSTOMER, behind=False),
    )
    assert not [frame for frame in down if isinstance(frame, NoTurnFrame)]
    assert texts(down) == ["Hello there."]
    assert sum(isinstance(frame, SttBehindFrame) for frame in down) == 2
