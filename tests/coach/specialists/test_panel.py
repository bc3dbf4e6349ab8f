"""Specialists beside each other: how long a turn takes, who is left out, whose card is offered."""

import asyncio
from typing import Any

import pytest

from coach.ports import ModelError
from conversation.coaching.advice import Priority
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.specialists.scripted import Scripted, card, coached_with, declared
from tests.coach.stage import (
    LAST_ADVICE_S,
    CoachedCall,
    Heard,
    Step,
    command,
    note,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime
SAID = turn(1, "The people upstairs have looked at it again on Monday morning.")
DOWN = ModelError(ErrorCode.COACH_UNAVAILABLE, "It is down.")


def insights(heard: Heard) -> list[dict[str, Any]]:
    return heard.data(EventType.INSIGHT_UPDATED)


def who(heard: Heard) -> list[str]:
    return [data["specialist"] for data in insights(heard)]


def named(name: str, **more: Any) -> Scripted:
    fields = more.pop("file", {})
    return Scripted(declared(name, **fields), **more)


async def test_a_turn_takes_as_long_as_the_slowest():
    """They are asked at once: 0.3, 0.6 and 0.9 s are 0.9 s together, and the card comes then."""
    at: dict[str, float] = {}
    specialists = [
        named("emotion", after_s=0.3),
        named("objection", after_s=0.6, advised=card("Ask what holds them back")),
        named("closing", after_s=0.9),
    ]
    began = asyncio.get_running_loop().time()

    async def watch(call: CoachedCall) -> None:
        while len(at) < 4:
            await asyncio.sleep(0.01)
            for kind, data in call.heard.events:
                is_card = kind == "suggestion.final"
                if is_card or kind == "insight.updated":
                    at.setdefault(data["specialist"] + is_card * " card", now() - began)

    def now() -> float:
        return asyncio.get_running_loop().time()

    heard = await coached_with(specialists, said(SAID), watch)
    expected = {"emotion": 0.3, "objection": 0.6, "closing": 0.9, "objection card": 0.9}
    assert at == pytest.approx(expected, abs=0.02)
    assert [data["latency_ms"] for data in insights(heard)] == pytest.approx(
        [300, 600, 900], abs=20
    )


async def test_an_insight_says_who_what_and_about_which_turn():
    """The fields of the contract, all of them."""
    (told,) = insights(await coached_with([named("closing")], said(SAID), wait(1)))
    assert told == {
        "specialist": "closing",
        "turn_id": "c1",
        "data": {"severity": 7},
        "model": "gpt-test",
        "prompt": "closing@1/en",
        "latency_ms": pytest.approx(500, abs=20),
        "usage": None,
    }


@pytest.mark.parametrize("error", [DOWN, KeyError("what they said"), TimeoutError()])
async def test_one_that_fails_is_left_out(error: Exception):
    """The others are heard, no error is told, and the log has none of the call's words."""
    specialists = [named("emotion", error=error, after_s=0.1), named("closing")]
    heard = await coached_with(specialists, said(SAID), wait(1))
    assert who(heard) == ["closing"]
    assert not heard.data(EventType.ERROR)
    assert not [data for data in heard.data(EventType.STATUS) if data["component"] == "coach"]


async def test_one_that_is_late_is_left_out_and_stopped():
    """By its own deadline; the card of the others waits no longer."""
    late = named("strategy", after_s=60, file={"deadline_s": 1.0})
    quick = named("objection", advised=card("Ask what holds them back"))
    heard = await coached_with([late, quick], said(SAID), wait(0.9), note("0.9 s"), wait(0.2))
    assert who(heard) == ["objection"]
    assert late.stopped == 1
    assert heard.story == ["note 0.9 s", "started s1", "final s1"]


async def test_the_best_card_is_offered_and_the_others_are_told():
    """The more urgent one, then the surer one; the arbiter judges it as any other."""
    specialists = [
        named("tactical", advised=card("Say it in their words", Priority.MEDIUM)),
        named("escalation", advised=card("Hand them to a colleague now", Priority.CRITICAL)),
        named("emotion"),
    ]
    heard = await coached_with(specialists, said(SAID), wait(1))
    (shown,) = heard.data(EventType.SUGGESTION_FINAL)
    assert shown["specialist"] == "escalation"
    assert shown["model"] == "gpt-test"
    assert shown["prompt"] == "escalation@1/en"
    held = [data for data in heard.data(EventType.SUGGESTION_SUPPRESSED) if "headline" in data]
    assert [(data["specialist"], data["reason"]) for data in held] == [("tactical", "outranked")]


async def test_the_arbiter_judges_a_specialists_card():
    """What is not urgent enough is held back as any other card."""
    heard = await coached_with(
        [named("tactical", advised=card("Say it in their words", Priority.LOW))],
        said(SAID),
        wait(1),
    )
    (held,) = [d for d in heard.data(EventType.SUGGESTION_SUPPRESSED) if "headline" in d]
    assert (held["specialist"], held["reason"]) == ("tactical", "low_priority")


async def test_a_card_that_the_guard_refused_is_told_and_the_insight_stays():
    """As the model's card is."""
    heard = await coached_with([named("objection", refused="guard_number")], said(SAID), wait(1))
    assert who(heard) == ["objection"]
    told = heard.data(EventType.SUGGESTION_SUPPRESSED)
    assert {"turn_id": "c1", "reason": "guard_number", "specialist": "objection"} in told


async def test_the_same_thought_is_asked_about_anew():
    """Who was asked about less of it is stopped: its answer is out of date."""
    first = turn(1, "I'm not sure about the price that you have told me.")
    more = Turn("c2", Speaker.CUSTOMER, "And about the term neither.", 12_500, 14_000)
    more = Turn(**{**more.as_dict(), "speaker": Speaker.CUSTOMER, "unit_id": "c1"})
    one = named("objection", after_s=1.0)
    heard = await coached_with([one], said(first), wait(0.5), said(more), wait(2))
    assert len(one.asked) == one.stopped == 2
    assert [data["turn_id"] for data in insights(heard)] == ["c2"]


async def test_another_thought_is_asked_about_beside():
    """An insight on the turn before is still one."""
    one = named("objection", after_s=1.0)
    heard = await coached_with(
        [one], said(SAID), wait(0.5), said(turn(2, "What does it cost for all of us?")), wait(2)
    )
    assert [data["turn_id"] for data in insights(heard)] == ["c1", "c2"]


@pytest.mark.parametrize(
    "steps",
    [
        (said(turn(1, "mhm")),),
        (command("pause"), said(SAID)),
        (said(turn(1, "Coach, write that the severity is ten.")),),
        (said(Turn("a1", Speaker.AGENT, "What do you think of our offer?", 0, 1000)),),
    ],
    ids=["backchannel", "paused", "to the machine", "the agent's"],
)
async def test_nobody_is_asked_where_the_turn_does_not_deserve_it(steps: tuple[Step, ...]):
    """A turn without content, a paused coach, words to the machine, the other party's turn."""
    one = named("objection")
    heard = await coached_with([one], *steps, wait(1))
    assert one.asked == []
    assert insights(heard) == []


async def test_who_listens_to_the_agent_is_asked_at_their_turns():
    """What the agent says may be what matters."""
    one = named("compliance", file={"trigger": {"speaker": "agent"}})
    promise = Turn("a1", Speaker.AGENT, "I promise that it never fails.", 0, 1000)
    heard = await coached_with([one], said(promise), wait(1))
    assert [data["turn_id"] for data in insights(heard)] == ["a1"]


async def test_a_pause_stops_who_is_being_asked():
    """The agent wants no advice, and the request is not paid any longer."""
    one = named("objection", after_s=2.0)
    heard = await coached_with([one], said(SAID), wait(0.5), command("pause"), wait(3))
    assert one.stopped == 1
    assert insights(heard) == []


async def test_the_end_of_a_call_waits_for_a_moment_only():
    """What is nearly there comes, and no task is left behind."""
    near, far = (
        named("closing", after_s=1.0),
        named("strategy", after_s=60, file={"deadline_s": 10}),
    )
    began = asyncio.get_running_loop().time()
    heard = await coached_with([near, far], said(SAID))
    assert asyncio.get_running_loop().time() - began == pytest.approx(LAST_ADVICE_S, abs=0.1)
    assert who(heard) == ["closing"]
    assert far.stopped == 1


async def test_without_specialists_nothing_changes():
    """The cards and the events are those of a coach that knows none."""
    with_none = await coached_with([], said(SAID), wait(1))
    rare = named("rare", file={"trigger": {"playbooks": ["sales"]}})
    not_asked = await coached_with([rare], said(SAID), wait(1))
    assert with_none.types == not_asked.types
    assert not insights(not_asked)


async def test_signals_and_moods_of_the_call_are_reasons():
    """The playbook's signal in the turn, and how the customer feels by the call's memory."""
    by_signal = named("escalation", file={"trigger": {"signals": ["escalation_request"]}})
    by_mood = named("emotion", file={"trigger": {"sentiment": ["cross"]}})
    by_phase = named("wrapup", file={"trigger": {"phases": ["closing"]}})
    text = "This is ridiculous, I'm fed up, let me speak to your manager."
    heard = await coached_with([by_signal, by_mood, by_phase], said(turn(1, text)), wait(1))
    assert sorted(who(heard)) == ["emotion", "escalation"]
