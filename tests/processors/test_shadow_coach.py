import asyncio
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from pipecat.frames.frames import CancelFrame, Frame, TextFrame
from pipecat.tests.utils import SleepFrame, run_test

from coach.factory import CoachFactory
from coach.options import CoachOptions
from coach.ports import ModelError
from coach.request import Advised, Author, Request
from conversation.coaching.advice import Advice, Lane, Priority
from conversation.coaching.speculation import Speculation
from conversation.errors import ErrorCode
from conversation.events.commands import COMMAND
from conversation.events.event import EventType
from conversation.memory import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import (
    CommandFrame,
    EagerTurnFrame,
    EventFrame,
    NoTurnFrame,
    SpeechFrame,
    TurnFrame,
    TurnPartialFrame,
)
from processors.shadow_coach import ShadowCoach
from prompts.loader import load_playbook

TIMEOUT_S = 8.0
PLAYBOOK = load_playbook("sales", "en")

pytestmark = pytest.mark.looptime

Step = float | dict[str, Any] | Advised | Exception


def turn(number: int, text: str = "It is too expensive for us.", **fields: Any) -> Turn:
    """A turn of the customer, ten seconds after the one before it."""
    start_ms = number * 10_000
    return Turn(f"c{number}", Speaker.CUSTOMER, text, start_ms, start_ms + 2000, **fields)


def advice(headline: str) -> Advised:
    return Advised(
        Advice(
            headline=headline,
            questions=["Compared to what?"],
            recommended_direction="Talk about value.",
            signals_detected=["price_objection"],
            priority=Priority.HIGH,
            confidence=0.9,
            evidence=[],
        )
    )


class Advisor:
    """Follows a script for each request: waits, says what it knows, advises, fails."""

    author = Author(Lane.LLM, "sales", "gpt-test", "coach@1/en")

    def __init__(self, *scripts: Sequence[Step]):
        self.requests: list[Request] = []
        self.stopped = 0
        self._scripts = iter(scripts)

    async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
        self.requests.append(request)
        try:
            for step in next(self._scripts):
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, float | int):
                    await asyncio.sleep(step)
                else:
                    yield step
        finally:
            self.stopped += 1


HANGS: Sequence[Step] = [3600.0]
ANSWERS: Sequence[Step] = [0.25, {"headline": "Ask"}, 0.1, advice("Ask why")]


class Heard:
    """What came out of the coach."""

    def __init__(self, frames: Sequence[Frame]):
        self.frames = frames
        self.events = [
            (f.payload.type.value, f.payload.as_data()) for f in frames if isinstance(f, EventFrame)
        ]

    @property
    def types(self) -> list[str]:
        return [event_type for event_type, _ in self.events]

    def data(self, event_type: EventType) -> list[dict[str, Any]]:
        return [data for known, data in self.events if known == event_type.value]

    @property
    def story(self) -> list[str]:
        """Each suggestion event in short: `started s1`, `withdrawn s1 failed`."""
        return [
            " ".join(
                part
                for part in (
                    event_type.removeprefix("suggestion."),
                    data.get("suggestion_id"),
                    data.get("reason"),
                )
                if part
            )
            for event_type, data in self.events
            if event_type.startswith("suggestion.") and not event_type.endswith("delta")
        ]

    def assert_every_start_has_one_end(self) -> None:
        ids = [data["suggestion_id"] for data in self.data(EventType.SUGGESTION_STARTED)]
        ends = [
            data["suggestion_id"]
            for kind in (EventType.SUGGESTION_FINAL, EventType.SUGGESTION_WITHDRAWN)
            for data in self.data(kind)
        ]
        assert len(set(ids)) == len(ids)
        assert sorted(ends) == sorted(ids)


async def coached(
    advisor: Any, *frames: Frame, conversation: Conversation | None = None, **options: Any
) -> Heard:
    """What the coach makes of these frames; turns are remembered as the recorder would."""
    conversation = conversation or Conversation()
    for frame in frames:
        if isinstance(frame, TurnFrame):
            conversation.add(frame.turn)
    speculation = options.pop("speculation", Speculation.PAUSES)
    factory = CoachFactory(PLAYBOOK, advisor, CoachOptions(TIMEOUT_S, speculation))
    coach = ShadowCoach(partial(factory.coach_for, conversation, **options))
    cancelled = any(isinstance(frame, CancelFrame) for frame in frames)
    down, _ = await run_test(coach, frames_to_send=frames, send_end_frame=not cancelled)
    return Heard(down)


def said(known: Turn) -> TurnFrame:
    """A finished turn, whose speech ended half a second before."""
    return TurnFrame(known, spoken_at=-0.5, made_at=0.0)


def wait(seconds: float) -> SleepFrame:
    return SleepFrame(sleep=seconds)


async def test_a_turn_of_the_customer_gets_advice():
    """Started, growing, final: with the contract's fields, in this order."""
    heard = await coached(Advisor(ANSWERS), said(turn(1)), wait(1))
    assert heard.types == ["suggestion.started", "suggestion.delta", "suggestion.final"]
    started, delta, final = (data for _, data in heard.events)
    about = {
        "suggestion_id": "s1",
        "turn_id": "c1",
        "lane": "llm",
        "specialist": "sales",
        "replaces": None,
    }
    assert started == about
    assert delta == {"suggestion_id": "s1", "partial": {"headline": "Ask"}}
    assert final.items() >= (about | {"model": "gpt-test", "prompt": "coach@1/en"}).items()
    assert final["headline"] == "Ask why"
    assert set(final) >= {
        "questions",
        "signals_detected",
        "recommended_direction",
        "priority",
        "confidence",
        "evidence",
    }


async def test_the_turn_goes_on_before_its_advice():
    """Whoever listens has the turn before the suggestion that answers it."""
    heard = await coached(Advisor(ANSWERS), said(turn(1)), wait(1))
    assert [type(frame) for frame in heard.frames[:2]] == [TurnFrame, EventFrame]


async def test_latency_counts_from_the_speech_and_from_the_turn():
    """The agent's wait, to the first field and to the whole, ms."""
    frame = said(turn(1))

    class Timed(Advisor):
        async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
            frame.made_at = asyncio.get_running_loop().time()
            async for piece in super().advise(request):
                yield piece

    now = asyncio.get_running_loop().time()
    frame.spoken_at, frame.made_at = now - 0.5, now
    heard = await coached(Timed(ANSWERS), frame, wait(1))
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"] == {
        "from_speech_end_to_first": pytest.approx(750, abs=30),
        "from_speech_end_to_final": pytest.approx(850, abs=30),
        "from_turn_to_first": pytest.approx(250, abs=30),
        "from_turn_to_final": pytest.approx(350, abs=30),
    }


async def test_the_agents_turns_get_no_advice():
    """Only the customer's turns are answered."""
    theirs = Turn("a1", Speaker.AGENT, "It costs forty euros.", 0, 1000)
    heard = await coached(Advisor(), said(theirs))
    assert heard.events == []


async def test_a_turn_without_content_gets_silence_and_says_why():
    """A backchannel is suppressed by name, and does not stop the advice that is being written."""
    heard = await coached(
        Advisor([1.0, advice("Ask why")]), said(turn(1)), wait(0.5), said(turn(2, "Mhm.")), wait(1)
    )
    assert heard.story == ["started s1", "suppressed backchannel", "final s1"]
    (data,) = heard.data(EventType.SUGGESTION_SUPPRESSED)
    assert data == {"turn_id": "c2", "reason": "backchannel"}


async def test_the_request_has_what_was_said_before():
    """The advisor sees the turn and all turns before it."""
    advisor = Advisor(ANSWERS, ANSWERS)
    await coached(advisor, said(turn(1)), wait(1), said(turn(2, "And the contract?")), wait(1))
    assert advisor.requests[1] == Request(turn(2, "And the contract?"), [turn(1)])


async def test_a_newer_turn_supersedes_advice_that_is_being_written():
    """The older suggestion is withdrawn before the newer one starts, and its writer stops."""
    advisor = Advisor([0.1, {"headline": "Old"}, *HANGS], ANSWERS)
    heard = await coached(
        advisor, said(turn(1)), wait(0.5), said(turn(2, "And the contract?")), wait(1)
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]
    assert advisor.stopped == 2


async def test_many_turns_in_a_row_leave_one_advice():
    """Only the last of several turns in a row is answered."""
    turns = [turn(number, f"Question number {number}, please?") for number in range(1, 6)]
    advisor = Advisor(*[HANGS] * 4, ANSWERS)
    heard = await coached(advisor, *(f for t in turns for f in (said(t), wait(0.01))), wait(1))
    heard.assert_every_start_has_one_end()
    assert [data["turn_id"] for data in heard.data(EventType.SUGGESTION_FINAL)] == ["c5"]


async def test_the_line_goes_on_while_a_model_hangs():
    """Frames behind a turn pass at once, whatever the model does."""
    heard = await coached(
        Advisor(HANGS),
        said(turn(1)),
        *(TextFrame(str(n)) for n in range(5)),
        wait(1),
        TextFrame("x"),
    )
    passed = [frame.text for frame in heard.frames if isinstance(frame, TextFrame)]
    assert passed == ["0", "1", "2", "3", "4", "x"]
    at = [type(frame) for frame in heard.frames].index(EventFrame)
    assert isinstance(heard.frames[at + 1], TextFrame)


async def test_deltas_come_at_most_twenty_times_a_second():
    """The first delta comes at once; later ones not more often than every 50 ms."""
    growing: list[Step] = []
    for number in range(100):
        growing += [0.01, {"headline": "x" * (number + 1)}]
    heard = await coached(Advisor([*growing, advice("x")]), said(turn(1)), wait(2))
    partials = [data["partial"]["headline"] for data in heard.data(EventType.SUGGESTION_DELTA)]
    assert partials[0] == "x"
    assert 15 <= len(partials) <= 21
    assert all(len(one) < len(two) for one, two in pairwise(partials))


FAILURES = [
    ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached."),
    ModelError(ErrorCode.COACH_TIMEOUT, "The model did not answer in time."),
    ModelError(ErrorCode.COACH_RATE_LIMITED, "The model's rate limit is reached.", retry_after=7),
    ModelError(ErrorCode.COACH_UNAUTHORIZED, "The model's server refused the key."),
    ModelError(ErrorCode.COACH_INVALID_ANSWER, "The model's answer: breaks off."),
]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: error.code)
async def test_a_failure_is_told_and_the_playbook_answers(error: ModelError):
    """Withdrawn, a typed error with the fallback in it, a status, and the playbook's advice."""
    heard = await coached(Advisor([0.1, {"headline": "Half"}, error]), said(turn(1)), wait(1))
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    (told,) = heard.data(EventType.ERROR)
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert (told["error_code"], told["message"]) == (error.code, error.message)
    assert (told["retry_after"], told["details"]) == (error.retry_after, {})
    assert told["fallback_suggestion"].items() <= final.items()
    assert (final["lane"], final["model"], final["turn_id"]) == ("instant", None, "c1")
    (status,) = heard.data(EventType.STATUS)
    assert (status["component"], status["state"], status["speaker"]) == ("coach", "degraded", None)
    assert status["code"] == error.code


async def test_a_refusal_is_a_reason_of_its_own():
    """A model that declines has its suggestion withdrawn as `refused`."""
    refusal = ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
    heard = await coached(Advisor([0.1, refusal]), said(turn(1)), wait(1))
    assert heard.story == ["started s1", "withdrawn s1 refused", "started s2", "final s2"]


async def test_a_model_that_takes_too_long_is_given_up():
    """After `timeout_s` the playbook answers, though the model has begun to write."""
    advisor = Advisor([0.1, {"headline": "Half"}, *HANGS])
    heard = await coached(advisor, said(turn(1)), wait(TIMEOUT_S + 1))
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    assert heard.data(EventType.ERROR)[0]["error_code"] == "coach_timeout"
    assert advisor.stopped == 1


async def test_an_advisor_that_gives_nothing_has_failed():
    """Neither advice nor an error is an invalid answer."""
    heard = await coached(Advisor([{"headline": "Half"}]), said(turn(1)), wait(1))
    assert heard.data(EventType.ERROR)[0]["error_code"] == "coach_invalid_answer"
    heard.assert_every_start_has_one_end()


async def test_a_bug_is_a_failure_like_any_other():
    """An exception that nobody thought of is told without its words, and the playbook answers."""
    bug = KeyError("what the customer said")
    heard = await coached(Advisor([0.1, bug], ANSWERS), said(turn(1)), wait(1))
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    (told,) = heard.data(EventType.ERROR)
    assert told["error_code"] == "coach_failed"
    assert "customer" not in str(heard.data(EventType.ERROR) + heard.data(EventType.STATUS))


async def test_a_model_that_answers_again_is_said_to():
    """After a failure, the next advice of the model is followed by a status `ok`, once."""
    advisor = Advisor([FAILURES[0]], ANSWERS, ANSWERS)
    turns = [turn(number, f"Question number {number}, please?") for number in (1, 2, 3)]
    heard = await coached(advisor, *(f for t in turns for f in (said(t), wait(1))))
    told = [(data["state"], data["code"]) for data in heard.data(EventType.STATUS)]
    assert told == [("degraded", "coach_unavailable"), ("ok", "coach_recovered")]
    heard.assert_every_start_has_one_end()


async def test_advice_that_is_being_written_at_the_end_still_comes():
    """The end of the call waits for the advice on the last words."""
    heard = await coached(Advisor([3.0, advice("Call back")]), said(turn(1)))
    assert heard.story == ["started s1", "final s1"]


async def test_the_end_does_not_wait_for_ever():
    """A model that hangs at the end of the call does not hold it open for its whole timeout."""
    began = asyncio.get_running_loop().time()
    heard = await coached(Advisor(HANGS), said(turn(1)))
    assert asyncio.get_running_loop().time() - began < 6
    heard.assert_every_start_has_one_end()


async def test_a_call_that_is_cancelled_leaves_nothing_running():
    """A cancelled coach stops its writers at once."""
    advisor = Advisor(HANGS)
    heard = await coached(advisor, said(turn(1)), wait(0.1), CancelFrame())
    assert heard.story[0] == "started s1"
    assert advisor.stopped == 1


def command(kind: str, **fields: Any) -> CommandFrame:
    return CommandFrame(COMMAND.validate_python({"type": kind} | fields))


async def test_the_coach_can_be_paused():
    """While it is paused, turns are suppressed by that reason; both are told by a status."""
    heard = await coached(
        Advisor(ANSWERS),
        command("pause"),
        wait(0.1),
        said(turn(1)),
        wait(0.1),
        command("resume"),
        wait(0.1),
        said(turn(2, "And the contract?")),
        wait(1),
    )
    assert heard.story == ["suppressed paused", "started s1", "final s1"]
    told = [(d["state"], d["code"], d["paused"]) for d in heard.data(EventType.STATUS)]
    assert told == [("degraded", "coach_paused", True), ("ok", "coach_resumed", False)]


async def test_the_agent_can_ask():
    """A question is answered on the customer's last turn, beside other advice, and ends no line."""
    advisor = Advisor([0.5, advice("On the turn")], [0.1, advice("On the question")])
    heard = await coached(
        advisor, said(turn(1)), wait(0.1), command("ask", text="What do they pay?"), wait(1)
    )
    assert heard.story == ["started s1", "started s2", "final s2", "final s1"]
    assert advisor.requests[1].question == "What do they pay?"
    assert advisor.requests[1].turn == turn(1)
    assert not any(isinstance(frame, CommandFrame) for frame in heard.frames)


async def test_a_question_knows_all_that_was_said():
    """What the agent said after the customer's last turn is part of the question's talk."""
    answer = Turn("a1", Speaker.AGENT, "It costs forty.", 13_000, 14_000)
    advisor = Advisor(ANSWERS, ANSWERS)
    await coached(
        advisor, said(turn(1)), wait(1), said(answer), wait(1), command("ask", text="So?"), wait(1)
    )
    asked = advisor.requests[1]
    assert {*asked.earlier, asked.turn} == {turn(1), answer}


async def test_a_question_before_anything_was_said_is_an_error():
    """There is nothing to answer yet."""
    heard = await coached(Advisor(), command("ask", text="Well?"), wait(0.1))
    assert [data["error_code"] for data in heard.data(EventType.ERROR)] == ["ask_too_early"]


async def test_rules_answer_no_questions():
    """Where no model is configured, a question is a typed error."""
    heard = await coached(None, said(turn(1)), wait(0.1), command("ask", text="Well?"), wait(0.1))
    assert [data["error_code"] for data in heard.data(EventType.ERROR)] == ["ask_needs_model"]
    assert heard.story == ["started s1", "final s1"]


async def test_numbers_go_on_where_they_were():
    """`first_suggestion` is the number of the next suggestion."""
    heard = await coached(Advisor(ANSWERS), said(turn(1)), wait(1), first_suggestion=9)
    assert heard.story == ["started s9", "final s9"]


def draft(known: Turn) -> EagerTurnFrame:
    return EagerTurnFrame(known, spoken_at=-0.5)


PAUSED = SpeechFrame(Speaker.CUSTOMER, False, 12_000, 10_000)


async def test_a_guess_is_shown_at_the_pause():
    """The model is asked at the lull; nobody sees it before the pause, and the turn adopts it."""
    advisor = Advisor(ANSWERS)
    heard = await coached(
        advisor, draft(turn(1)), wait(1), TextFrame("lull"), PAUSED, wait(1), said(turn(1)), wait(1)
    )
    assert len(advisor.requests) == 1
    assert isinstance(heard.frames[0], TextFrame)
    assert heard.story == ["started s1", "final s1"]


async def test_a_guess_on_other_words_is_dropped_unseen():
    """Where the customer speaks on, nobody hears of the guess."""
    advisor = Advisor(HANGS, ANSWERS)
    longer = turn(1, "It is too expensive for us. But we like it.")
    heard = await coached(
        advisor,
        draft(turn(1)),
        wait(0.1),
        TurnPartialFrame(longer),
        wait(0.1),
        said(longer),
        wait(1),
    )
    assert heard.story == ["started s1", "final s1"]
    assert advisor.requests[1].turn == longer
    assert advisor.stopped == 2


async def test_a_guess_that_was_seen_is_withdrawn_when_it_was_wrong():
    """Words after the pause that change the turn supersede what was shown at it."""
    longer = turn(1, "It is too expensive for us. But we like it.")
    heard = await coached(
        Advisor(HANGS, ANSWERS),
        draft(turn(1)),
        wait(0.1),
        PAUSED,
        wait(0.1),
        TurnPartialFrame(longer),
        said(longer),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]


async def test_a_guess_that_fails_is_told_with_its_turn():
    """A failure before the pause is silent until the guess is shown."""
    heard = await coached(
        Advisor([0.1, FAILURES[0]]),
        draft(turn(1)),
        wait(1),
        TextFrame("lull"),
        said(turn(1)),
        wait(1),
    )
    assert isinstance(heard.frames[0], TextFrame)
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]


async def test_a_pause_of_the_coach_drops_the_guess():
    """Advice that was guessed is not shown to an agent who wants none."""
    heard = await coached(
        Advisor(ANSWERS),
        draft(turn(1)),
        wait(0.1),
        command("pause"),
        wait(0.1),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["suppressed paused"]


async def test_a_guess_at_the_end_of_the_call_is_dropped():
    """A guess that nobody saw does not hold the end of the call."""
    heard = await coached(Advisor(HANGS), draft(turn(1)), wait(0.1))
    assert heard.events == []


async def test_no_guessing_where_it_is_off():
    """Without speculation, the model is asked when the turn is over."""
    advisor = Advisor(ANSWERS)
    heard = await coached(
        advisor, draft(turn(1)), wait(1), said(turn(1)), wait(1), speculation=Speculation.OFF
    )
    assert len(advisor.requests) == 1
    assert heard.story == ["started s1", "final s1"]


LONG = "Ringwell quoted us sixty for all of it last"
WORDS = Speculation.WORDS


def growing(text: str) -> TurnPartialFrame:
    return TurnPartialFrame(turn(1, text))


async def test_a_guess_may_lack_the_last_word():
    """With `words`, what was asked a word before is shown at the pause, and the turn adopts it."""
    advisor = Advisor(ANSWERS, HANGS)
    heard = await coached(
        advisor,
        growing(LONG),
        wait(0.3),
        growing(f"{LONG} week."),
        wait(0.1),
        PAUSED,
        wait(0.1),
        said(turn(1, f"{LONG} week.")),
        wait(1),
        speculation=WORDS,
    )
    assert [request.turn.text for request in advisor.requests] == [LONG, f"{LONG} week."]
    assert advisor.stopped == 2
    assert heard.story == ["started s1", "final s1"]


@pytest.mark.parametrize("last", ["fifty.", "Callpoint.", "committed to a competitor."])
async def test_a_guess_may_not_lack_what_decides(last: str):
    """A number, a name or a signal at the end is answered by who heard it."""
    advisor = Advisor(HANGS, ANSWERS)
    whole = turn(1, f"{LONG} {last}")
    heard = await coached(
        advisor, growing(LONG), wait(0.3), said(whole), wait(1), speculation=WORDS
    )
    assert [request.turn for request in advisor.requests][1:] == [whole]
    assert heard.story == ["started s1", "final s1"]


async def test_few_words_are_not_guessed_at():
    """A turn that has only begun may become anything."""
    advisor = Advisor(ANSWERS)
    await coached(
        advisor,
        growing("It is too"),
        wait(0.3),
        said(turn(1, "It is too early.")),
        wait(1),
        speculation=WORDS,
    )
    assert len(advisor.requests) == 1


async def test_words_are_not_guessed_at_unless_wanted():
    """With `pauses`, the model is asked at the lull and not before."""
    advisor = Advisor(ANSWERS)
    await coached(advisor, growing(LONG), wait(0.3), said(turn(1, LONG)), wait(1))
    assert len(advisor.requests) == 1


async def test_a_guess_that_was_shown_is_dated_by_the_pause():
    """What the agent waited counts from the end of the speech, whenever the model was asked."""
    now = asyncio.get_running_loop().time()
    paused = SpeechFrame(Speaker.CUSTOMER, False, 12_000, 10_000, spoken_at=now + 0.5)
    heard = await coached(
        Advisor(ANSWERS), growing(LONG), wait(0.8), paused, wait(1), speculation=WORDS
    )
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"]["from_speech_end_to_first"] == pytest.approx(300, abs=30)


RULES = None
DEAR = "It is too expensive for us"


async def test_the_card_comes_at_the_words_themselves():
    """The rules' card is shown in mid-turn, and is final, with all the words, at its end."""
    whole = turn(1, f"{DEAR}, and I do not like it.")
    heard = await coached(
        RULES, growing("It is"), wait(0.1), growing(DEAR), wait(1), said(whole), wait(0.1)
    )
    assert heard.types == ["suggestion.started", "suggestion.delta", "suggestion.final"]
    started, delta, final = (data for _, data in heard.events)
    assert (started["turn_id"], started["lane"]) == ("c1", "instant")
    assert delta["partial"]["headline"] == final["headline"]
    assert set(delta["partial"]) == set(Advice.model_fields)
    assert final["rules"][0] == "price_objection"


async def test_a_card_is_not_told_twice():
    """Words that bring no new signal bring no event."""
    heard = await coached(
        RULES,
        *(growing(text) for text in (DEAR, f"{DEAR} right", f"{DEAR} right now")),
        wait(0.1),
        said(turn(1, f"{DEAR} right now.")),
    )
    assert heard.story == ["started s1", "final s1"]
    assert len(heard.data(EventType.SUGGESTION_DELTA)) == 1


async def test_a_card_gives_way_to_a_more_urgent_signal():
    """A customer who wants no more calls comes before one who finds it dear."""
    heard = await coached(
        RULES, growing(DEAR), wait(0.1), growing(f"{DEAR}, stop calling me."), wait(0.1)
    )
    assert heard.story[:3] == ["started s1", "withdrawn s1 superseded", "started s2"]
    assert heard.data(EventType.SUGGESTION_DELTA)[1]["partial"]["priority"] == "critical"


async def test_a_card_stays_until_the_turn_is_over_where_nothing_is_more_urgent():
    """One signal after the other does not change the card in mid-turn; the whole turn may."""
    texts = ["How much is it?", f"How much is it? {DEAR}."]
    heard = await coached(
        RULES,
        *(f for t in texts for f in (growing(t), wait(0.1))),
        TextFrame("still speaking"),
        wait(0.1),
        said(turn(1, texts[-1])),
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]
    kinds = [
        type(f) if not isinstance(f, EventFrame) else f.payload.type.value for f in heard.frames
    ]
    assert kinds.index(TextFrame) < kinds.index("suggestion.withdrawn")


async def test_what_is_not_urgent_waits_for_the_end_of_the_turn():
    """A sign of interest is no reason to look at the screen in mid-sentence."""
    heard = await coached(
        RULES, growing("That sounds good"), wait(0.1), said(turn(1, "That sounds good.")), wait(0.1)
    )
    assert isinstance(heard.frames[1], TurnFrame)
    assert heard.story == ["started s1", "final s1"]


async def test_a_card_on_words_that_the_recogniser_took_back_is_withdrawn():
    """What stays is what the settled words ask for."""
    heard = await coached(
        RULES, growing(DEAR), wait(0.1), said(turn(1, "It is two pens of course for us.")), wait(1)
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]


async def test_a_card_on_a_turn_that_comes_to_nothing_is_withdrawn():
    """Speech without words, and the end of the call, leave no card open."""
    for frame in (NoTurnFrame(Speaker.CUSTOMER), TextFrame("the call ends")):
        heard = await coached(RULES, growing(DEAR), wait(0.1), frame, wait(0.1))
        assert heard.story == ["started s1", "withdrawn s1 stale"]


async def test_no_card_while_the_coach_is_paused():
    """An agent who wants no advice gets none in mid-turn either."""
    heard = await coached(RULES, command("pause"), wait(0.1), growing(DEAR), wait(0.1))
    assert heard.story == []


async def test_a_guess_that_knew_less_of_the_call_is_not_the_answer():
    """The agent's question came late: "yes" without it and "yes" to it are not one turn."""
    conversation = Conversation()
    question = Turn("a1", Speaker.AGENT, "Shall I cancel it?", 8000, 9500)

    class Meanwhile(Advisor):
        async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
            if not self.requests:
                conversation.add(question)
            async for piece in super().advise(request):
                yield piece

    advisor = Meanwhile(ANSWERS, ANSWERS)
    yes = turn(1, "Yes, please do that.")
    heard = await coached(
        advisor, draft(yes), wait(1), said(yes), wait(1), conversation=conversation
    )
    assert [list(request.earlier) for request in advisor.requests] == [[], [question]]
    assert heard.story == ["started s1", "final s1"]


async def test_a_guess_may_wait_for_its_pause():
    """A model that answered in time has, however long the customer then takes to pause."""
    heard = await coached(
        Advisor(ANSWERS),
        draft(turn(1)),
        wait(TIMEOUT_S + 1),
        PAUSED,
        wait(1),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "final s1"]


async def test_a_guess_is_dropped_when_its_words_come_to_nothing():
    """The recogniser takes a question back, and what is left is no reason to advise."""
    advisor = Advisor(HANGS)
    heard = await coached(
        advisor, draft(turn(1, "Okay, why?")), wait(0.1), growing("Okay."), wait(0.1), PAUSED
    )
    assert advisor.stopped == 1
    assert heard.story == []


async def test_a_pause_of_the_coach_while_advice_is_being_stopped():
    """A model that is slow to let go does not have a suggestion shown that nobody writes."""

    class Reluctant(Advisor):
        async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
            try:
                async for piece in super().advise(request):
                    yield piece
            finally:
                await asyncio.sleep(0.2)

    heard = await coached(
        Reluctant(HANGS, HANGS),
        said(turn(1)),
        wait(0.1),
        draft(turn(2, "And the contract?")),
        wait(0.1),
        PAUSED,
        wait(0.05),
        command("pause"),
        wait(1),
    )
    heard.assert_every_start_has_one_end()


async def test_a_guess_that_is_whole_before_its_turn_waited_for_nobody():
    """What came before the turn was made counts from it as zero at most."""
    heard = await coached(Advisor(ANSWERS), draft(turn(1)), wait(0.1), PAUSED, wait(2))
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"]["from_turn_to_final"] == 0
    assert final["latency_ms"]["from_turn_to_first"] < 0


async def test_a_card_is_of_its_own_turn():
    """A turn that was held back is answered for itself, though a later one has a card already."""
    heard = await coached(
        RULES,
        TurnPartialFrame(turn(2, "Sixty would be too expensive")),
        wait(0.1),
        said(turn(1)),
        wait(0.1),
        said(turn(2, "Sixty would be too expensive as well.")),
    )
    assert heard.story == [
        *("started s1", "withdrawn s1 superseded"),
        *("started s2", "final s2", "started s3", "final s3"),
    ]
    finals = heard.data(EventType.SUGGESTION_FINAL)
    assert [final["turn_id"] for final in finals] == ["c1", "c2"]
    assert [final["evidence"][0]["turn_id"] for final in finals] == ["c1", "c2"]
