"""A model's verdict on a card: what it is asked, and what of its answer stands."""

import json
from typing import Any

import pytest

from coach.follow_judge import FOLLOWING_FORM, PURPOSE, FollowJudge
from coach.ports import Effort, ModelError
from conversation.after_call.following.case import CardCase
from conversation.after_call.following.outcome import CardOutcome, Following, OutcomeJudge
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt
from tests.coach.one_answer import OneAnswer

TURNS = [
    Turn("a1", Speaker.AGENT, "Rather than leave you waiting, I'll ring you at three.", 1, 2000),
    Turn("c1", Speaker.CUSTOMER, "I'll ring you myself.", 3000, 4000),
    Turn("a2", Speaker.AGENT, "No music this time, promised.", 90_000, 92_000),
]
CASE = CardCase("s1", "Offer a call back", ["When suits you?"], "Give a time.", (), 0, TURNS)


def judge(model: OneAnswer) -> FollowJudge:
    return FollowJudge(model, load_prompt("following", "fr"), load_playbook("sales", "en"))


def answer(**fields: Any) -> str:
    return json.dumps(
        {"outcome": "paraphrased", "turn_id": "a1", "quote": "i'll ring you"} | fields
    )


async def test_a_verdict_quotes_the_agent_in_their_own_words():
    """The card and what followed are asked about; the quote is taken from the turn."""
    model = OneAnswer(f"Well: {answer()}")
    found = await judge(model).judge(CASE)
    assert found == Following(CardOutcome.PARAPHRASED, "a1", "I'll ring you", OutcomeJudge.MODEL)
    (asked,) = model.asked
    assert (asked.form, asked.purpose, asked.effort) == (FOLLOWING_FORM, PURPOSE, Effort.SMART)
    for words in ("Offer a call back", "When suits you?", "[c1] customer: I'll ring you myself."):
        assert words in asked.messages[-1]["content"]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"outcome": "ignored", "quote": "", "turn_id": ""}, Following(CardOutcome.IGNORED)),
        ({"quote": "No music"}, Following(CardOutcome.TOO_LATE, "a2", "No music")),
        (
            {"outcome": "contradicted", "quote": "No music"},
            Following(CardOutcome.CONTRADICTED, "a2", "No music"),
        ),
    ],
)
async def test_the_turn_that_is_quoted_says_when_it_was(fields: Any, wanted: Following):
    """What is done late is too late; the opposite of the advice is that whenever it is done."""
    found = await judge(OneAnswer(answer(**fields))).judge(CASE)
    assert (found.outcome, found.turn_id, found.quote) == (
        wanted.outcome,
        wanted.turn_id,
        wanted.quote,
    )
    assert found.how is OutcomeJudge.MODEL


@pytest.mark.parametrize(
    "written",
    [
        "",
        "no",
        answer(outcome="said_it"),
        answer(outcome="too_late"),
        answer(quote=""),
        answer(quote="I'll ring you myself", turn_id="c1"),
        answer(quote="we refund you"),
    ],
)
async def test_what_the_agent_did_not_say_is_no_verdict(written: str):
    """A quote of the customer's, an invented one or none; or an answer of another form."""
    with pytest.raises(ModelError, match="verdict"):
        await judge(OneAnswer(written)).judge(CASE)
