"""The agent's attention: what is held back for it, shown later, or told to be silence."""

import asyncio

import pytest

from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.stage import (
    ANSWERS,
    BEGUN,
    HANGS,
    PLAYBOOK,
    ScriptedAdvisor,
    advice,
    coached,
    coached_by_both,
    command,
    growing,
    note,
    paused,
    said,
    speaks,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime

AGENT = Speaker.AGENT
CONTRACT = turn(2, "And how long is the contract?")


def asks(text: str, start_ms: int = 14_000) -> Turn:
    """A turn of the agent's."""
    return Turn("a1", AGENT, text, start_ms, start_ms + 2000)


async def test_nothing_comes_while_the_agent_is_in_mid_sentence():
    """The card waits, and comes when they pause."""
    heard = await coached(
        None,
        speaks(),
        wait(2),
        said(turn(1)),
        wait(1),
        note("still speaking"),
        paused(speaker=AGENT),
        wait(0.1),
    )
    assert heard.story == ["note still speaking", "started s1", "final s1"]


async def test_a_critical_card_comes_into_the_agents_sentence():
    """Who wants no more calls is heard at once."""
    heard = await coached(
        None, speaks(), wait(2), growing("Please stop calling me."), note("said"), wait(1)
    )
    assert heard.story[:2] == ["started s1", "note said"]


async def test_a_card_does_not_wait_for_ever():
    """An agent who speaks on and on gets it after all."""
    heard = await coached(None, speaks(), wait(2), said(turn(1)), note("held"), wait(3))
    assert heard.story == ["note held", "started s1", "final s1"]


async def test_a_card_that_waits_at_the_end_of_the_call_is_shown():
    """Nobody speaks any more, and it is all that is left."""
    heard = await coached(None, speaks(), wait(2), said(turn(1)), note("held"))
    assert heard.story == ["note held", "started s1", "final s1"]


async def test_the_words_of_a_card_that_waits_are_those_of_the_whole_turn():
    """It was offered in mid-turn, and is whole before it has its place."""
    heard = await coached(
        None,
        speaks(),
        wait(2),
        growing("It is too expensive"),
        wait(0.5),
        said(turn(1, "It is too expensive for my budget.")),
        wait(0.5),
        paused(speaker=AGENT),
        wait(0.1),
    )
    assert heard.types == ["suggestion.started", "suggestion.final"]
    assert heard.events[1][1]["evidence"][0]["quote"] == "It is too expensive for my budget"


async def test_what_the_agent_has_just_asked_is_not_shown():
    """The customer answers the very question that the card would have them ask."""
    asked = asks("Expensive, you say? What are you comparing us with?", 1000)
    heard = await coached(None, said(asked), said(turn(1)), wait(0.1))
    assert heard.story == ["suppressed already_said"]
    assert heard.data(EventType.SUGGESTION_SUPPRESSED)[0]["rule"] == "price_objection"


async def test_an_answer_that_the_agent_has_overtaken_is_withdrawn():
    """The agent asks the card's question while the model still writes it."""
    heard = await coached(
        ScriptedAdvisor([0.2, BEGUN, 2, advice("Ask why")]),
        said(turn(1)),
        wait(1),
        said(asks("I see. Compared to what?")),
        wait(3),
    )
    assert heard.story == ["started s1", "withdrawn s1 stale"]


async def test_a_rule_may_ask_for_silence_after_its_card():
    """`cooldown_s`, `once` and `max_per_call` of a playbook's rule, in mid-turn as at its end."""
    price = next(rule for rule in PLAYBOOK.rules if rule.id == "price_objection")
    for limit in ({"cooldown_s": 90}, {"once": True}, {"max_per_call": 1}):
        rules = [price.model_dump() | limit]
        playbook = Playbook.model_validate(PLAYBOOK.model_dump() | {"rules": rules})
        again = turn(2, "Still too expensive for us.")
        steps = (said(turn(1)), wait(70), growing(again), wait(0.1), said(again))
        heard = await coached(None, *steps, playbook=playbook)
        assert heard.story == ["started s1", "final s1", "suppressed rule_limit"]
        if "cooldown_s" in limit:
            heard = await coached(None, said(turn(1)), wait(91), *steps[2:], playbook=playbook)
            assert heard.story == ["started s1", "final s1", "started s2", "final s2"]


async def test_a_less_urgent_card_does_not_put_one_away():
    """It is told with what it would have said; the other stands to its end."""
    heard = await coached(None, said(turn(1)), wait(2), said(CONTRACT), wait(1))
    assert heard.story == ["started s1", "final s1", "suppressed outranked"]
    (held,) = heard.data(EventType.SUGGESTION_SUPPRESSED)
    assert held["rule"] == "contract_terms"
    assert held["headline"]


async def test_a_card_tells_when_it_is_of_no_more_use():
    """On the call's clock: ten seconds after it is whole, of a high one."""
    heard = await coached(None, said(turn(1)), wait(1))
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert final["expires_at_ms"] == pytest.approx(turn(1).end_ms + 500 + 10_000, abs=20)


async def test_a_card_names_the_one_that_it_changes():
    """A more urgent one on the same thought; the card on another thought is another card."""
    rival = growing("We are already talking to Ringwell.")
    for words, replaced in ((rival, None), (growing("Too expensive, stop calling me"), "s1")):
        heard = await coached(None, growing("Too expensive"), wait(1), words, wait(1))
        started = heard.data(EventType.SUGGESTION_STARTED)
        assert [data["replaces"] for data in started] == [None, replaced][: len(started)]
    other = said(turn(2, "We are already talking to Ringwell."))
    heard = await coached(None, said(turn(1)), wait(5), other, wait(1))
    finals = heard.data(EventType.SUGGESTION_FINAL)
    assert [final["replaces"] for final in finals] == [None, None]


async def test_the_agent_says_how_much_they_want_to_see():
    """Quiet, a medium card is held back; normal again, it is shown. Each change is told once."""
    heard = await coached(
        None,
        *[command("verbosity", level="quiet")] * 2,
        said(turn(1, "Where is our data stored?")),
        command("verbosity", level="normal"),
        said(CONTRACT),
        wait(1),
    )
    assert heard.story == ["suppressed low_priority", "started s1", "final s1"]
    told = [(d["code"], d["state"], d["verbosity"]) for d in heard.data(EventType.STATUS)]
    assert told == [("coach_verbosity", "ok", "quiet"), ("coach_verbosity", "ok", "normal")]


async def test_a_talkative_coach_tells_of_praise_too():
    """What is of low priority comes where it is wanted."""
    praise = said(turn(1, "Perfect, that's wonderful."))
    heard = await coached(None, command("verbosity", level="talkative"), praise, wait(0.1))
    assert heard.story == ["started s1", "final s1"]


async def test_a_pause_of_the_coach_drops_what_waits():
    """Who wants no advice gets none a second later either."""
    heard = await coached(
        None, speaks(), wait(2), said(turn(1)), command("pause"), paused(speaker=AGENT), wait(9)
    )
    assert heard.story == ["suppressed paused"]


async def test_what_waits_gives_way_to_what_is_newer():
    """Of two cards as urgent that wait, the newer one is shown, and the other one told."""
    heard = await coached(
        None,
        speaks(),
        wait(2),
        said(turn(1)),
        wait(0.5),
        said(turn(2, "We are already talking to Ringwell.")),
        paused(speaker=AGENT),
        wait(1),
    )
    assert heard.story == ["suppressed outranked", "started s1", "final s1"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["turn_id"] == "c2"


async def test_a_model_that_wrote_what_nobody_may_see_is_stopped():
    """A card that is held back for good costs no more tokens."""
    advisor = ScriptedAdvisor([0.1, BEGUN | {"priority": "low"}, *HANGS])
    heard = await coached(advisor, said(turn(1)), wait(1))
    assert heard.story == ["suppressed low_priority"]
    assert advisor.stopped == 1


async def test_each_card_is_told_once_whoever_tells_it():
    """With a slow client behind the events, a card still begins before it is whole."""
    told: list[str] = []

    async def slow_steps() -> None:
        heard = await coached_by_both(
            ScriptedAdvisor(ANSWERS), growing("It is too expensive"), said(turn(1)), wait(5)
        )
        told.extend(heard.story)

    await asyncio.wait_for(slow_steps(), 100)
    assert told == ["started s1", "final s1", "started s2", "final s2"]
