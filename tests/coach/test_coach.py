import asyncio
from dataclasses import replace

from coach.request import Request
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
    command,
    said,
    turn,
    wait,
)
from tests.virtual_time import AT_ONCE

pytestmark = AT_ONCE


async def test_the_agents_turns_get_no_advice():
    """Only the customer's turns are answered."""
    theirs = Turn("a1", Speaker.AGENT, "It costs forty euros.", 0, 1000)
    heard = await coached(ScriptedAdvisor(), said(theirs))
    assert heard.events == []


async def test_the_agents_words_get_what_the_playbook_says_of_them():
    """A rule on the agent's own words makes a card about their turn, and not while it is paused."""
    promise = PLAYBOOK.rules[0].model_copy(update={"speaker": Speaker.AGENT})
    playbook = Playbook.model_validate(
        PLAYBOOK.model_dump() | {"rules": [promise.model_dump() | {"cues": ["i promise"]}]}
    )
    theirs = Turn("a1", Speaker.AGENT, "I promise that it works.", 0, 1000)
    heard = await coached(None, said(theirs), playbook=playbook)
    assert heard.story == ["started s1", "final s1"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["turn_id"] == "a1"
    assert not (await coached(None, command("pause"), said(theirs), playbook=playbook)).story


async def test_a_turn_without_content_gets_silence_and_says_why():
    """A backchannel is suppressed by name, and does not stop the advice that is being written."""
    heard = await coached(
        ScriptedAdvisor([0.1, BEGUN, 0.9, advice("Ask why")]),
        said(turn(1)),
        wait(0.5),
        said(turn(2, "Mhm.")),
        wait(1),
    )
    assert heard.story == ["started s1", "suppressed backchannel", "final s1"]
    (data,) = heard.data(EventType.SUGGESTION_SUPPRESSED)
    assert data == {"turn_id": "c2", "reason": "backchannel"}


async def test_the_request_has_what_was_said_before():
    """The advisor sees the turn and all turns before it."""
    advisor = ScriptedAdvisor(ANSWERS, ANSWERS)
    await coached(advisor, said(turn(1)), wait(1), said(turn(2, "And the contract?")), wait(1))
    asked = turn(2, "And the contract?")
    assert advisor.requests[1] == Request(asked, [turn(1)], segments=[asked])


async def test_the_request_is_the_customers_unit():
    """What is answered is all of a thought, by its newest turn; a backchannel in it is left out."""
    hello = Turn("a1", Speaker.AGENT, "Hello.", 0, 900)
    first = Turn("c1", Speaker.CUSTOMER, "Frankly, it is", 1000, 2000)
    mhm = Turn("a2", Speaker.AGENT, "Mhm.", 2200, 2500)
    second = Turn("c2", Speaker.CUSTOMER, "too expensive for us.", 4000, 5000, unit_id="c1")
    advisor = ScriptedAdvisor(ANSWERS, ANSWERS)
    await coached(advisor, said(hello), said(first), wait(1), said(mhm), said(second), wait(1))
    whole = replace(second, text="Frankly, it is too expensive for us.", start_ms=1000)
    assert advisor.requests[1] == Request(whole, [hello], segments=[first, second])


async def test_evidence_names_the_segment_in_which_it_stands():
    """A card on a unit quotes the turn in which the words were said."""
    first = Turn("c1", Speaker.CUSTOMER, "Well, I think that", 0, 900)
    second = Turn("c2", Speaker.CUSTOMER, "it is too expensive for us,", 3000, 4000, unit_id="c1")
    third = Turn("c3", Speaker.CUSTOMER, "and please stop calling me.", 5000, 6000, unit_id="c1")
    heard = await coached(None, said(first), said(second), said(third))
    finals = heard.data(EventType.SUGGESTION_FINAL)
    assert [[item["turn_id"] for item in final["evidence"]] for final in finals] == [
        ["c2"],
        ["c3", "c2"],
    ]


async def test_advice_that_is_being_written_at_the_end_still_comes():
    """The end of the call waits for the advice on the last words."""
    heard = await coached(ScriptedAdvisor([3.0, advice("Call back")]), said(turn(1)))
    assert heard.story == ["started s1", "final s1"]


async def test_the_end_does_not_wait_for_ever():
    """A model that hangs at the end of the call does not hold it open for its whole timeout."""
    began = asyncio.get_running_loop().time()
    heard = await coached(ScriptedAdvisor(HANGS), said(turn(1)))
    assert asyncio.get_running_loop().time() - began < 6
    heard.assert_every_start_has_one_end()


async def test_the_coach_can_be_paused():
    """While it is paused, turns are suppressed by that reason; both are told by a status."""
    heard = await coached(
        ScriptedAdvisor(ANSWERS),
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
    """A question is answered on the customer's last turn, beside other advice."""
    advisor = ScriptedAdvisor(
        [0.05, {"priority": "high", "headline": "On the turn"}, 0.5, advice("On the turn")],
        [0.1, advice("On the question")],
    )
    heard = await coached(
        advisor, said(turn(1)), wait(0.1), command("ask", text="What do they pay?"), wait(1)
    )
    assert heard.story == ["started s1", "started s2", "final s2", "final s1"]
    assert advisor.requests[1].question == "What do they pay?"
    assert advisor.requests[1].turn == turn(1)


async def test_a_question_knows_all_that_was_said():
    """What the agent said after the customer's last turn is part of the question's talk."""
    answer = Turn("a1", Speaker.AGENT, "It costs forty.", 13_000, 14_000)
    advisor = ScriptedAdvisor(ANSWERS, ANSWERS)
    await coached(
        advisor, said(turn(1)), wait(1), said(answer), wait(1), command("ask", text="So?"), wait(1)
    )
    asked = advisor.requests[1]
    assert {*asked.earlier, asked.turn} == {turn(1), answer}


async def test_a_question_before_anything_was_said_is_an_error():
    """There is nothing to answer yet."""
    heard = await coached(ScriptedAdvisor(), command("ask", text="Well?"), wait(0.1))
    assert [data["error_code"] for data in heard.data(EventType.ERROR)] == ["ask_too_early"]


async def test_without_a_model_a_question_is_answered_by_the_stage():
    """The move of the stage that the call is in, of the playbook's, whole at once."""
    heard = await coached(None, said(turn(1)), wait(0.1), command("ask", text="Well?"), wait(0.1))
    assert heard.story == ["started s1", "final s1", "started s2", "final s2"]
    answer = heard.data(EventType.SUGGESTION_FINAL)[1]
    moves = [move.headline for move in PLAYBOOK.fallback["objections"]]
    assert answer["headline"] in moves
    assert (answer["lane"], answer["specialist"], answer["turn_id"]) == ("instant", "sales", "c1")


async def test_a_stage_without_moves_answers_no_question():
    """Where neither a model nor a move is there, a question is a typed error."""
    bare = PLAYBOOK.model_copy(update={"fallback": {}})
    ask = command("ask", text="Well?")
    heard = await coached(None, said(turn(1)), wait(0.1), ask, wait(0.1), playbook=bare)
    assert [data["error_code"] for data in heard.data(EventType.ERROR)] == ["ask_needs_model"]
    assert heard.story == ["started s1", "final s1"]


async def test_a_wish_that_is_fulfilled_changes_nothing():
    """Only a change is told: a client that says it a hundred times writes nothing into the call."""
    again = [command("pause")] * 100 + [command("resume")] * 100 + [command("resume")]
    heard = await coached(ScriptedAdvisor(), *again, wait(0.1))
    told = [data["code"] for data in heard.data(EventType.STATUS)]
    assert told == ["coach_paused", "coach_resumed"]


async def test_one_question_at_a_time():
    """A second one is refused until the first is answered; the model is not asked."""
    advisor = ScriptedAdvisor(ANSWERS, [1.0, advice("First")], [0.1, advice("Third")])
    heard = await coached(
        advisor,
        said(turn(1)),
        wait(1),
        command("ask", text="First?"),
        wait(0.5),
        command("ask", text="Second?"),
        wait(1),
        command("ask", text="Third?"),
        wait(1),
    )
    assert [data["error_code"] for data in heard.data(EventType.ERROR)] == ["ask_running"]
    assert [request.question for request in advisor.requests] == [None, "First?", "Third?"]


async def test_ten_questions_a_minute():
    """The eleventh is told when to come again, and then is answered."""
    quick = [0.01, advice("Answer")]
    advisor = ScriptedAdvisor(ANSWERS, *[quick] * 11)
    asks = [step for _ in range(11) for step in (command("ask", text="So?"), wait(0.1))]
    heard = await coached(
        advisor, said(turn(1)), wait(1), *asks, wait(6), command("ask", text="Now?"), wait(1)
    )
    [refused] = heard.data(EventType.ERROR)
    assert refused["error_code"] == "ask_too_often"
    assert 4 < refused["retry_after"] <= 6
    assert len(advisor.requests) == 1 + 11


async def test_numbers_go_on_where_they_were():
    """`first_suggestion` is the number of the next suggestion."""
    heard = await coached(ScriptedAdvisor(ANSWERS), said(turn(1)), wait(1), first_suggestion=9)
    assert heard.story == ["started s9", "final s9"]
