from collections.abc import Sequence
from dataclasses import replace

import pytest
from pipecat.frames.frames import CancelFrame, Frame, TextFrame
from pipecat.tests.utils import SleepFrame, run_test

from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import NoTurnFrame, SpeechFrame, TurnFrame, TurnPartialFrame
from processors.conversation_recorder import ConversationRecorder

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT

pytestmark = pytest.mark.looptime


def turn(speaker: Speaker, start_ms: int) -> Turn:
    return Turn(f"{speaker.value[0]}{start_ms}", speaker, "words", start_ms, start_ms + 500)


def finished(speaker: Speaker, start_ms: int) -> TurnFrame:
    return TurnFrame(turn(speaker, start_ms), 1.0, 2.0)


def went_on(speaker: Speaker, at_ms: int, turn_start_ms: int) -> SpeechFrame:
    return SpeechFrame(speaker, True, at_ms, turn_start_ms)


def ended(speaker: Speaker, at_ms: int) -> SpeechFrame:
    return SpeechFrame(speaker, False, at_ms + 500, at_ms)


async def recorded(*frames: Frame) -> tuple[Sequence[Frame], Conversation]:
    """What goes on, and the memory after it."""
    conversation = Conversation()
    down, _ = await run_test(ConversationRecorder(conversation), frames_to_send=frames)
    return down, conversation


async def test_a_turn_is_remembered_when_it_goes_on():
    """A turn that nothing holds back passes at once and is in the memory."""
    frame = finished(CUSTOMER, 1000)
    down, conversation = await recorded(ended(CUSTOMER, 1000), frame, TextFrame("mark"))
    assert list(down[1:2]) == [frame]
    assert conversation.turns == [turn(CUSTOMER, 1000)]


async def test_turns_go_on_by_the_clock_though_one_recogniser_is_late():
    """The agent's turn waits for the customer's earlier one, whose words come later."""
    down, conversation = await recorded(
        ended(CUSTOMER, 1000),
        ended(AGENT, 2000),
        finished(AGENT, 2000),
        SleepFrame(sleep=1.0),
        finished(CUSTOMER, 1000),
        TextFrame("mark"),
    )
    turns = [frame.turn for frame in down if isinstance(frame, TurnFrame)]
    assert turns == [turn(CUSTOMER, 1000), turn(AGENT, 2000)] == conversation.turns
    assert isinstance(down[-1], TextFrame)


async def test_no_turn_waits_longer_than_the_maximum():
    """A recogniser that is stuck costs the other party's turn a second and a half, no more."""
    frames = [ended(CUSTOMER, 1000), finished(AGENT, 2000)]
    down, _ = await recorded(*frames, SleepFrame(sleep=1.4), TextFrame("mark"))
    assert [type(frame) for frame in down[-2:]] == [TextFrame, TurnFrame]
    down, _ = await recorded(*frames, SleepFrame(sleep=1.6), TextFrame("mark"))
    assert [type(frame) for frame in down[-2:]] == [TurnFrame, TextFrame]


@pytest.mark.parametrize("news", [NoTurnFrame(CUSTOMER, 1000), went_on(CUSTOMER, 3000, 1000)])
async def test_who_owes_no_words_is_not_waited_for(news: Frame):
    """A cough, or a party that speaks on, releases the turn that waited for it."""
    down, _ = await recorded(ended(CUSTOMER, 1000), finished(AGENT, 2000), news, TextFrame("mark"))
    assert [type(frame) for frame in down[-2:]] == [TurnFrame, TextFrame]


async def test_the_end_of_the_call_releases_all_turns():
    """Turns that are held when the call ends go on before its end, by the clock."""
    down, conversation = await recorded(
        ended(CUSTOMER, 500), finished(AGENT, 2000), finished(AGENT, 1000)
    )
    turns = [frame.turn for frame in down if isinstance(frame, TurnFrame)]
    second = replace(turn(AGENT, 2000), unit_id="a1000")
    assert turns == [turn(AGENT, 1000), second] == conversation.turns


async def test_a_turn_is_told_with_the_unit_that_it_is_a_part_of():
    """Over a backchannel a thought goes on; over words that are not over yet, it does not."""
    other = Turn("a3000", AGENT, "Could you", 3000, 3000)
    down, _ = await recorded(
        finished(CUSTOMER, 1000),
        TurnFrame(Turn("a1600", AGENT, "Mhm.", 1600, 1900), 1.0, 2.0),
        finished(CUSTOMER, 2000),
        TurnPartialFrame(other),
        finished(CUSTOMER, 4500),
    )
    units = [frame.turn.unit_id for frame in down if isinstance(frame, TurnFrame)]
    assert units == ["c1000", "a1600", "c1000", "c4500"]


async def test_everything_else_passes():
    """Speech and partial words go on as they come."""
    frames = [
        went_on(CUSTOMER, 0, 0),
        TurnPartialFrame(Turn("c1", CUSTOMER, "So", 0, 400)),
        ended(CUSTOMER, 0),
    ]
    down, conversation = await recorded(*frames)
    assert down == frames
    assert conversation.turns == []


async def test_a_call_that_is_cancelled_leaves_nothing_running():
    """A cancelled recorder leaves no task behind."""
    frames = [ended(CUSTOMER, 500), finished(AGENT, 1000), SleepFrame(sleep=0.01), CancelFrame()]
    recorder = ConversationRecorder(Conversation())
    down, _ = await run_test(recorder, frames_to_send=frames, send_end_frame=False)
    assert not any(isinstance(frame, TurnFrame) for frame in down)
