"""The coach as a frame processor: what goes in and out of it, and in which order."""

from collections.abc import Sequence
from functools import partial

import pytest
from pipecat.frames.frames import CancelFrame, Frame, TextFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection
from pipecat.tests.utils import SleepFrame, run_test

from coach.advisors import Advisor
from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.events.commands import Ask, Pause
from conversation.events.event import EventType
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from conversation.speech.unit_wait import WAIT_S
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
from processors.direct_processor import DirectProcessor
from processors.shadow_coach import ShadowCoach
from tests.coach.stage import ANSWERS, HANGS, PLAYBOOK, Heard, ScriptedAdvisor, advice, turn

pytestmark = pytest.mark.looptime

PAUSED = SpeechFrame(Speaker.CUSTOMER, False, 12_000, 10_000)
DEAR = "It is too expensive for us"


async def coached(advisor: Advisor | None, *frames: Frame) -> tuple[Sequence[Frame], Heard]:
    """What comes out of the coach; turns are remembered as the recorder would."""
    conversation = Conversation()
    for frame in frames:
        if isinstance(frame, TurnFrame):
            conversation.add(frame.turn)
    factory = CoachFactory(PLAYBOOK, advisor, CoachOptions())
    coach = ShadowCoach(partial(factory.coach_for, conversation))
    cancelled = any(isinstance(frame, CancelFrame) for frame in frames)
    out, _ = await run_test(coach, frames_to_send=frames, send_end_frame=not cancelled)
    return out, Heard([frame.payload for frame in out if isinstance(frame, EventFrame)])


def said(known: Turn) -> TurnFrame:
    """A finished turn, whose speech ended half a second before."""
    return TurnFrame(known, spoken_at=-0.5, made_at=0.0)


def wait(seconds: float) -> SleepFrame:
    return SleepFrame(sleep=seconds)


async def test_the_turn_goes_on_before_its_advice() -> None:
    """Whoever listens has the turn before the suggestion that answers it."""
    out, _ = await coached(ScriptedAdvisor(ANSWERS), said(turn(1)), wait(1))
    assert [type(frame) for frame in out[:2]] == [TurnFrame, EventFrame]


@pytest.mark.parametrize("speaker", Speaker)
async def test_what_is_said_goes_on_as_it_comes(speaker: Speaker) -> None:
    """In the task that brings it; where the coach still thinks, it waits its turn."""
    words = Turn("x1", speaker, "It is fine", 0, 900)
    frames = [TurnPartialFrame(words), said(words), TurnPartialFrame(words)]
    told: list[str] = []

    class Bringing(DirectProcessor):
        async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
            await super().process_frame(frame, direction)
            for one in frames if isinstance(frame, TextFrame) else ():
                await self.push_frame(one)
                told.append("brought")
            await self.push_frame(frame, direction)

    class Hearing(DirectProcessor):
        async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
            await super().process_frame(frame, direction)
            if isinstance(frame, TurnFrame | TurnPartialFrame):
                told.append(type(frame).__name__)
            await self.push_frame(frame, direction)

    factory = CoachFactory(PLAYBOOK, None, CoachOptions())
    coach = ShadowCoach(partial(factory.coach_for, Conversation()))
    await run_test(Pipeline([Bringing(), coach, Hearing()]), frames_to_send=[TextFrame("go")])
    assert told[:2] == ["TurnPartialFrame", "brought"]
    assert ("TurnFrame" in told[:3]) is (speaker is Speaker.AGENT), "the coach takes in words"
    assert [name for name in told if name != "brought"] == [type(one).__name__ for one in frames]


async def test_the_words_go_on_before_their_card() -> None:
    """A card in mid-turn comes behind the words that it is for."""
    out, _ = await coached(None, TurnPartialFrame(turn(1, DEAR)), wait(0.1))
    assert [type(frame) for frame in out[:2]] == [TurnPartialFrame, EventFrame]


async def test_the_line_goes_on_while_a_model_hangs() -> None:
    """Frames behind a turn pass at once, whatever the model does."""
    out, _ = await coached(
        ScriptedAdvisor(HANGS),
        said(turn(1)),
        *(TextFrame(str(n)) for n in range(5)),
        wait(1),
        TextFrame("x"),
    )
    passed = [frame.text for frame in out if isinstance(frame, TextFrame)]
    assert passed == ["0", "1", "2", "3", "4", "x"]
    kinds = [type(frame) for frame in out]
    events = [EventFrame, EventFrame, EventFrame]  # the rules' card, and the memory
    assert kinds[:5] == [TurnFrame, *events, TextFrame]


async def test_a_guess_is_led_from_the_eager_pause_to_the_turn() -> None:
    """An eager turn asks the model and goes no further; the pause shows, the turn adopts."""
    advisor = ScriptedAdvisor(ANSWERS)
    out, heard = await coached(
        advisor, EagerTurnFrame(turn(1), -0.5), wait(1), PAUSED, wait(1), said(turn(1)), wait(1)
    )
    assert len(advisor.requests) == 1
    assert isinstance(out[0], SpeechFrame)
    assert heard.story == ["started s1", "final s1", "suppressed duplicate"]
    assert heard.events[0][1]["lane"] == "llm"
    assert not any(isinstance(frame, EagerTurnFrame) for frame in out)


async def test_speech_that_starts_is_no_pause() -> None:
    """Only where the customer stops is a guess shown."""
    starts = SpeechFrame(Speaker.CUSTOMER, True, 12_000, 10_000)
    agents = SpeechFrame(Speaker.AGENT, False, 12_000, 10_000)
    eager = EagerTurnFrame(turn(1), -0.5)
    _, heard = await coached(ScriptedAdvisor(ANSWERS), eager, starts, agents, wait(1))
    assert heard.events == []


async def test_speech_without_words_takes_its_card_back() -> None:
    """A `NoTurnFrame` of the customer's withdraws what stands on the turn, and goes on."""
    partial_frame = TurnPartialFrame(turn(1, DEAR))
    out, heard = await coached(None, partial_frame, NoTurnFrame(Speaker.AGENT, 0), wait(0.1))
    assert heard.story == ["started s1", "withdrawn s1 stale"]
    assert [type(frame) for frame in out[-2:]] == [NoTurnFrame, EventFrame]  # the call's end
    out, heard = await coached(None, partial_frame, wait(0.1), NoTurnFrame(Speaker.CUSTOMER, 0))
    assert heard.story == ["started s1", "withdrawn s1 stale"]
    assert sum(isinstance(frame, NoTurnFrame) for frame in out) == 1


async def test_commands_end_here() -> None:
    """A command is obeyed, and nobody behind the coach sees its frame."""
    advisor = ScriptedAdvisor(ANSWERS, ANSWERS)
    out, heard = await coached(
        advisor,
        said(turn(1)),
        wait(5),
        CommandFrame(Ask(text="What do they pay?")),
        wait(1),
        CommandFrame(Pause()),
    )
    assert heard.story == [f"{kind} s{n}" for n in (1, 2, 3) for kind in ("started", "final")]
    assert heard.types[-1] == "status"
    assert not any(isinstance(frame, CommandFrame) for frame in out)


async def test_the_end_of_the_call_waits_for_the_last_advice() -> None:
    """What is being written at the end still comes, before the end goes on."""
    _, heard = await coached(ScriptedAdvisor([3.0, advice("Call back")]), said(turn(1)))
    assert heard.story == ["started s1", "final s1", "started s2", "final s2"]


async def test_a_call_that_is_cancelled_leaves_nothing_running() -> None:
    """A cancelled coach stops its writers at once."""
    advisor = ScriptedAdvisor(HANGS)
    _, heard = await coached(advisor, said(turn(1)), wait(0.1), CancelFrame())
    assert heard.story[0] == "started s1"
    assert advisor.stopped == 1


def part(number: int, text: str, start_ms: int) -> Turn:
    """A turn of the customer's that is a part of the thought of c1."""
    return Turn(f"c{number}", Speaker.CUSTOMER, text, start_ms, start_ms + 900, unit_id="c1")


OPEN, REST = part(1, "It is too expensive because the", 0), part(2, "fee is new.", 4000)
SPEAKS = SpeechFrame(Speaker.CUSTOMER, True, 4000, 4000)
MHM = Turn("a1", Speaker.AGENT, "Mhm.", 1500, 1800)
TELLS = Turn("a2", Speaker.AGENT, "We have a smaller one", 2000, 2800)


async def test_unfinished_words_are_answered_after_a_while() -> None:
    """Who does not go on within three seconds is answered as they are."""
    frames = [TurnFrame(OPEN, 0.0, 0.9), TurnPartialFrame(MHM), TurnFrame(MHM, 0.0, 0.0)]
    assert WAIT_S == 3.0
    _, heard = await coached(None, *frames, wait(2.9), CommandFrame(Pause()))
    assert heard.story == ["suppressed paused"]
    _, heard = await coached(None, *frames, wait(3.1), CommandFrame(Pause()))
    assert heard.story == ["started s1", "final s1"]


async def test_a_thought_that_goes_on_is_answered_once_and_whole() -> None:
    """The turn that was unfinished is told of as that, and the whole is answered at its end."""
    _, heard = await coached(
        None, TurnFrame(OPEN, 0.0, 0.9), wait(2), SPEAKS, wait(5), TurnFrame(REST, 6.0, 6.5)
    )
    assert heard.story == ["suppressed unfinished", "started s1", "final s1"]
    assert [data["turn_id"] for data in heard.data(EventType.SUGGESTION_SUPPRESSED)] == ["c1"]
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert (final["turn_id"], final["evidence"][0]["turn_id"]) == ("c2", "c1")


@pytest.mark.parametrize(
    "ends",
    [
        TurnPartialFrame(TELLS),
        TurnFrame(TELLS, 0.0, 0.0),
        NoTurnFrame(Speaker.CUSTOMER, 4000),
        TurnFrame(Turn("c2", Speaker.CUSTOMER, "Okay.", 12_000, 12_500), 0.0, 0.0),
    ],
)
async def test_a_thought_that_does_not_go_on_is_answered_at_once(ends: Frame) -> None:
    """The agent who takes the floor ends the wait, and so does a cough, or another thought."""
    _, heard = await coached(
        None, TurnFrame(OPEN, 0.0, 0.9), SPEAKS, wait(9), CommandFrame(Pause()), ends
    )
    assert heard.story[:1] == ["suppressed paused"]


async def test_no_guess_is_made_at_unfinished_words() -> None:
    """A model is not asked at a pause after which the customer will go on."""
    advisor = ScriptedAdvisor(ANSWERS)
    await coached(advisor, EagerTurnFrame(part(1, "It is too expensive because.", 0), -0.5))
    assert advisor.requests == []


async def test_what_waits_at_the_end_of_a_call_is_answered() -> None:
    """The last words of a call are answered, finished or not."""
    _, heard = await coached(None, TurnFrame(OPEN, 0.0, 0.9))
    assert heard.story == ["started s1", "final s1"]


async def test_without_consent_what_is_written_is_taken_back_and_nothing_more_comes() -> None:
    """Not even when the model has an answer at last."""
    advisor = ScriptedAdvisor([{"headline": "Ask.", "priority": "high"}, 60.0])
    frames = EagerTurnFrame(turn(1), -0.5), wait(1), PAUSED, wait(1)
    _, heard = await coached(advisor, *frames, ConsentFrame(given=False), wait(70))
    assert heard.story[:1] == ["started s1"]
    assert heard.story[-1] == "withdrawn s1 stale"
