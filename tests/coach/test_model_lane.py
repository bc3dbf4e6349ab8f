import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from coach.ports import ModelError
from coach.request import Advised, Request, Silent
from conversation.coaching.speculation import Speculation
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.stage import (
    ANSWERS,
    BREAKS_OFF,
    HANGS,
    TIMEOUT_S,
    ScriptedAdvisor,
    coached,
    command,
    draft,
    growing,
    note,
    paused,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime
LONG = "Ringwell quoted us sixty for all of it last"


async def test_a_guess_is_shown_at_the_pause():
    """The model is asked at the eager pause, seen from the pause on, and adopted by the turn."""
    advisor = ScriptedAdvisor(ANSWERS)
    heard = await coached(
        advisor,
        draft(turn(1)),
        wait(1),
        note("eager pause"),
        paused(),
        wait(1),
        said(turn(1)),
        wait(1),
    )
    assert len(advisor.requests) == 1
    assert heard.story == ["note eager pause", "started s1", "final s1"]


async def test_a_guess_on_other_words_is_dropped_unseen():
    """Where the customer speaks on, nobody hears of the guess."""
    advisor = ScriptedAdvisor(HANGS, ANSWERS)
    longer = turn(1, "It is too expensive for us. But we like it.")
    heard = await coached(
        advisor,
        draft(turn(1)),
        wait(0.1),
        growing(longer),
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
        ScriptedAdvisor(BREAKS_OFF, ANSWERS),
        draft(turn(1)),
        wait(0.1),
        paused(),
        wait(0.1),
        growing(longer),
        said(longer),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]


async def test_a_guess_that_fails_is_told_with_its_turn():
    """A failure before the pause is silent until the guess is shown."""
    failure = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    heard = await coached(
        ScriptedAdvisor([0.1, failure]),
        draft(turn(1)),
        wait(1),
        note("eager pause"),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == [
        "note eager pause",
        "started s1",
        "final s1",
    ]
    assert heard.types.index("error") > heard.types.index("note eager pause")


async def test_a_pause_of_the_coach_drops_the_guess():
    """Advice that was guessed is not shown to an agent who wants none."""
    heard = await coached(
        ScriptedAdvisor(ANSWERS),
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
    heard = await coached(ScriptedAdvisor(HANGS), draft(turn(1)), wait(0.1))
    assert heard.events == []


async def test_no_guessing_where_it_is_off():
    """Without speculation, the model is asked when the turn is over."""
    advisor = ScriptedAdvisor(ANSWERS)
    heard = await coached(
        advisor, draft(turn(1)), wait(1), said(turn(1)), wait(1), speculation=Speculation.OFF
    )
    assert len(advisor.requests) == 1
    assert heard.story == ["started s1", "final s1"]


async def test_a_guess_may_lack_the_last_word():
    """With `words`, what was asked a word before is shown at the pause, and the turn adopts it."""
    advisor = ScriptedAdvisor(ANSWERS, HANGS)
    heard = await coached(
        advisor,
        growing(LONG),
        wait(0.3),
        growing(f"{LONG} week."),
        wait(0.1),
        paused(),
        wait(0.1),
        said(turn(1, f"{LONG} week.")),
        wait(1),
        speculation=Speculation.WORDS,
    )
    assert [request.turn.text for request in advisor.requests] == [LONG, f"{LONG} week."]
    assert advisor.stopped == 2
    assert heard.story == ["started s1", "final s1"]


@pytest.mark.parametrize("last", ["fifty.", "Callpoint.", "committed to a competitor."])
async def test_a_guess_may_not_lack_what_decides(last: str):
    """A number, a name or a signal at the end is answered by who heard it."""
    advisor = ScriptedAdvisor(HANGS, ANSWERS)
    whole = turn(1, f"{LONG} {last}")
    heard = await coached(
        advisor, growing(LONG), wait(0.3), said(whole), wait(1), speculation=Speculation.WORDS
    )
    assert [request.turn for request in advisor.requests][1:] == [whole]
    assert heard.story == ["started s1", "final s1"]


async def test_few_words_are_not_guessed_at():
    """A turn that has only begun may become anything."""
    advisor = ScriptedAdvisor(ANSWERS)
    await coached(
        advisor,
        growing("It is too"),
        wait(0.3),
        said(turn(1, "It is too early.")),
        wait(1),
        speculation=Speculation.WORDS,
    )
    assert len(advisor.requests) == 1


async def test_words_are_not_guessed_at_unless_wanted():
    """With `pauses`, the model is asked at the eager pause and not before."""
    advisor = ScriptedAdvisor(ANSWERS)
    await coached(advisor, growing(LONG), wait(0.3), said(turn(1, LONG)), wait(1))
    assert len(advisor.requests) == 1


async def test_a_guess_that_was_shown_is_dated_by_the_pause():
    """What the agent waited counts from the end of the speech, whenever the model was asked."""
    now = asyncio.get_running_loop().time()
    heard = await coached(
        ScriptedAdvisor(ANSWERS),
        growing(LONG),
        wait(0.8),
        paused(now + 0.5),
        wait(1),
        speculation=Speculation.WORDS,
    )
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"]["from_speech_end_to_first"] == pytest.approx(300, abs=30)


async def test_a_guess_that_knew_less_of_the_call_is_not_the_answer():
    """The agent's question came late: "yes" without it and "yes" to it are not one turn."""
    conversation = Conversation()
    question = Turn("a1", Speaker.AGENT, "Shall I cancel it?", 8000, 9500)

    class Meanwhile(ScriptedAdvisor):
        async def advise(
            self, request: Request
        ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
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
        ScriptedAdvisor(ANSWERS),
        draft(turn(1)),
        wait(TIMEOUT_S + 1),
        paused(),
        wait(1),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "final s1"]


async def test_a_guess_is_dropped_when_its_words_come_to_nothing():
    """The recogniser takes a question back, and what is left is no reason to advise."""
    advisor = ScriptedAdvisor(HANGS)
    heard = await coached(
        advisor, draft(turn(1, "Okay, why?")), wait(0.1), growing("Okay."), wait(0.1), paused()
    )
    assert advisor.stopped == 1
    assert heard.story == []


async def test_a_guess_that_is_whole_before_its_turn_waited_for_nobody():
    """What came before the turn was made counts from it as zero at most."""
    heard = await coached(ScriptedAdvisor(ANSWERS), draft(turn(1)), wait(0.1), paused(), wait(2))
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"]["from_turn_to_final"] == 0
    assert final["latency_ms"]["from_turn_to_first"] < 0


async def test_two_breaths_in_a_turn_cost_no_time():
    """The second guess is seen at the pause, as the only one is."""
    long = "It is too expensive for us. We have a tool already."
    for before in ([], [draft(turn(1)), wait(0.3), growing(turn(1, long))]):
        heard = await coached(
            ScriptedAdvisor(*([ANSWERS] * 2)),
            *before,
            draft(turn(1, long)),
            wait(0.25),
            note("shown"),
            paused(),
            wait(0.01),
            note("over"),
            said(turn(1, long)),
            wait(1),
        )
        assert heard.story == ["note shown", "started s1", "note over", "final s1"]


async def test_a_third_guess_is_left_to_the_turn():
    """Its answer comes as late after the turn as where no guess is made."""
    texts = [
        "It is too expensive for us.",
        "We have a tool already.",
        "And we like it.",
        "Yes, us.",
    ]
    breaths = [step for text in texts for step in (draft(turn(1, text)), wait(0.1))]
    advisor = ScriptedAdvisor(HANGS, HANGS, ANSWERS)
    heard = await coached(advisor, *breaths, said(turn(1, texts[3])), wait(1))
    assert [request.turn.text for request in advisor.requests] == [texts[0], texts[1], texts[3]]
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["latency_ms"]["from_turn_to_first"] == pytest.approx(250, abs=10)


async def test_a_guess_that_failed_takes_no_place_at_the_pause():
    """With `words`, the next one is shown, which is there."""
    down = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    heard = await coached(
        ScriptedAdvisor([0.1, down], ANSWERS),
        growing(LONG),
        wait(0.3),
        growing(f"{LONG} week."),
        wait(0.5),
        note("pause"),
        paused(),
        wait(0.3),
        note("over"),
        said(turn(1, f"{LONG} week.")),
        wait(1),
        speculation=Speculation.WORDS,
    )
    assert heard.story == ["note pause", "started s1", "final s1", "note over"]
    assert "error" not in heard.types
