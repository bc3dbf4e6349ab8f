"""A model that fails: a typed error, the playbook's advice instead, and a call that goes on."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from conversation.speech.speakers import Speaker
from peers.advice import fitting_answer
from peers.openai_reply import Trouble
from tests.e2e.fork import messages, split
from tests.e2e.listener import Event
from tests.e2e.scene import EXPENSIVE, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import Stage, new_call_id, of_type, said, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

Answer = Callable[[dict[str, Any]], str]


def nonsense(_: dict[str, Any]) -> str:
    return "As a language model I would say that it depends."


def half(body: dict[str, Any]) -> str:
    return fitting_answer(body)[:90]


async def two_turns(stage: Stage, trouble: Trouble | None, answer: Answer) -> list[Event]:
    """A call in which the model fails at the first customer's turn, and works at the second."""
    call_id = new_call_id()
    first, second = split(messages(call_id, scene([WHAT_COST.at(300), EXPENSIVE.at(3000)])), 2800)
    stage.openai.trouble, stage.openai.answer = trouble, answer
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        await fork.stream(first)
        await listener.next("error")
        stage.reset()
        await fork.stream(second)
        await listener.next("call.ended")
        assert fork.received == []
    return listener.events


@pytest.mark.parametrize(
    ("trouble", "answer", "code", "reason"),
    [
        pytest.param(Trouble(status=500), fitting_answer, "coach_unavailable", None, id="500"),
        pytest.param(
            Trouble(status=429, retry_after_s=0),  # a longer one is obeyed
            fitting_answer,
            "coach_rate_limited",
            None,
            id="429",
        ),
        pytest.param(Trouble(hang=True), fitting_answer, "coach_timeout", None, id="hangs"),
        pytest.param(
            Trouble(stall_after=30), fitting_answer, "coach_timeout", "failed", id="stalls"
        ),
        pytest.param(None, nonsense, "coach_invalid_answer", None, id="nonsense"),
        pytest.param(None, half, "coach_invalid_answer", "failed", id="half an answer"),
        pytest.param(
            Trouble(refusal="I can't help with that."),
            fitting_answer,
            "coach_refused",
            None,
            id="refuses",
        ),
    ],
)
async def test_a_model_that_fails_is_replaced_and_the_call_goes_on(
    stage: Stage, trouble: Trouble | None, answer: Answer, code: str, reason: str | None
):
    """Error with a fallback, and the playbook's card stays; on the next turn the model is back.

    What the agent saw of the model's card, if anything, is withdrawn.
    """
    events = await two_turns(stage, trouble, answer)
    assert turns(events) == said(
        (Speaker.CUSTOMER, WHAT_COST.text),
        (Speaker.CUSTOMER, EXPENSIVE.text),
    )
    [error] = of_type(events, "error")
    assert error["error_code"] == code
    assert error["message"]
    assert error["retry_after"] == (0 if code == "coach_rate_limited" else None)
    assert error["fallback_suggestion"]["headline"]
    withdrawn = of_type(events, "suggestion.withdrawn")
    assert {one["reason"] for one in withdrawn} <= {reason}
    finals = of_type(events, "suggestion.final")
    shown = [(final["turn_id"], final["lane"]) for final in finals]
    assert (shown[0], shown[-1]) == (("c1", "instant"), ("c2", "llm"))
    assert ("c1", "llm") not in shown
    states = [
        status["state"] for status in of_type(events, "status") if status["component"] == "coach"
    ]
    assert states == ["ok", "degraded", "ok"]


async def test_a_slow_model_delays_no_transcript(stage: Stage):
    """While the model hangs, what the agent says is told before the coach gives up."""
    call_id = new_call_id()
    stage.openai.trouble = Trouble(hang=True)
    recording = scene([WHAT_COST.at(300), UNDERSTOOD.at(1900)])
    events = await stage.heard(recording, call_id)
    kinds = [event["type"] for event in events if event["type"] in ("turn.final", "error")]
    assert kinds == ["turn.final", "turn.final", "error"]


async def test_a_newer_turn_supersedes_advice_that_is_still_written(stage: Stage):
    """The customer goes on: the request for the old advice is dropped at the model."""
    call_id = new_call_id()
    first, second = split(messages(call_id, scene([WHAT_COST.at(300), EXPENSIVE.at(3000)])), 2800)
    stage.openai.trouble = Trouble(stall_after=30)
    asked = len(stage.openai.requests)
    async with stage.listener(call_id) as listener, stage.fork() as fork:
        streaming = asyncio.create_task(fork.stream(first))
        await stage.openai.until(lambda: len(stage.openai.requests) > asked)
        stage.openai.trouble = None
        await streaming
        await fork.stream(second)
        await listener.next("call.ended")
    assert of_type(listener.events, "error") == []
    withdrawn = of_type(listener.events, "suggestion.withdrawn")
    assert {one["reason"] for one in withdrawn} <= {"superseded"}
    finals = of_type(listener.events, "suggestion.final")
    assert [one["turn_id"] for one in finals if one["lane"] == "llm"] == ["c2"]
    assert stage.openai.requests[asked].outcome == "abandoned"
