"""A model's summary of a call: what it is asked, and what of its answer stands."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from coach.model_summariser import PURPOSE, SUMMARY_FORM, ModelSummariser
from coach.ports import AnsweredBy, ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.memory.entity import EntityKind
from conversation.memory.summary import NO_SUMMARY, RunningSummary
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt
from tests.coach.one_answer import OneAnswer

TURNS = [
    Turn("a1", Speaker.AGENT, "It's ninety a seat.", 0, 900),
    Turn("c1", Speaker.CUSTOMER, "Ringwell wants seventy.", 1000, 1900),
]
USAGE = Usage("gpt-test", 500, 0, 60)


class Model(OneAnswer):
    """Says besides who answered, and what it took."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        yield AnsweredBy("gpt-test")
        async for piece in super().stream(request):
            yield piece
        yield USAGE


def summariser(model: Model, language: str = "en") -> ModelSummariser:
    playbook = load_playbook("sales", language)
    return ModelSummariser(model, load_prompt("summary", language), playbook)


def answer(**fields: Any) -> str:
    return json.dumps(fields)


async def test_what_is_faithful_stands():
    """The summary and the entities that were said, who wrote them, and what that took."""
    company = {"kind": "company", "text": "Ringwell", "turn_id": "c1", "state": "open"}
    text = "The rival wants seventy, and the agent asks for ninety. They meet on Sunday."
    model = Model(answer(summary=text, entities=[company, company | {"text": "Acme"}]))
    digest = await summariser(model).sum_up(RunningSummary("They have vans.", "c0", "rules"), TURNS)
    assert digest.text == "The rival wants seventy, and the agent asks for ninety."
    assert [(one.kind, one.text) for one in digest.entities] == [(EntityKind.COMPANY, "Ringwell")]
    assert (digest.model, digest.usage) == ("gpt-test", USAGE)
    (asked,) = model.asked
    assert (asked.form, asked.purpose, asked.prompt) == (SUMMARY_FORM, PURPOSE, "summary@1/en")
    told = asked.messages[-1]["content"]
    for words in ("They have vans.", "[a1] agent: It's ninety a seat.", "[c1] customer: Ringwell"):
        assert words in told


@pytest.mark.parametrize(
    "written",
    [
        "",
        "No.",
        "[1, 2]",
        answer(summary=""),
        answer(summary=7),
        answer(summary="They agreed on 12 percent.", entities=[]),
    ],
)
async def test_an_answer_that_is_none_is_a_failure(written: str):
    """Its message has no word of the call."""
    with pytest.raises(ModelError, match="The model's summary: ") as failure:
        await summariser(Model(written)).sum_up(NO_SUMMARY, TURNS)
    assert "percent" not in failure.value.message


async def test_a_fence_or_a_thought_around_it_is_passed_over():
    """As models write that are not held to a form."""
    text = "<think>{so}</think>\n```json\n" + answer(summary="It costs ninety a seat.") + "\n```"
    digest = await summariser(Model(text)).sum_up(NO_SUMMARY, TURNS)
    assert digest.text == "It costs ninety a seat."


@pytest.mark.parametrize("language", ["en", "fr", "es"])
async def test_the_static_part_is_the_same(language: str):
    """Byte for byte, so that a provider can cache it."""
    model = Model(answer(summary="90"))
    for before in (NO_SUMMARY, RunningSummary("90", "c0", "gpt-test")):
        await summariser(model, language).sum_up(before, TURNS)
    one, other = (asked.messages[0] for asked in model.asked)
    assert one == other
