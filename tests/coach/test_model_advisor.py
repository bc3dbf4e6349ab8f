import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import pairwise

import pytest

from coach.model_advisor import ModelAdvisor
from coach.ports import Messages, ModelError, ModelRequest
from coach.request import Advised, Request, Silent
from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.card import Card, Seen
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt

QUESTION = Turn("a1", Speaker.AGENT, "What do you think?", 0, 1000)
PRICE = Turn("c1", Speaker.CUSTOMER, "It is too expensive for us.", 1500, 3000)
REQUEST = Request(PRICE, [QUESTION])
PLAYBOOK = load_playbook("sales", "en")

ANSWER = {
    "headline": "Find out what they compare with",
    "questions": ["Compared to what?"],
    "recommended_direction": "Talk about value.",
    "signals_detected": ["price_objection"],
    "priority": "high",
    "confidence": 0.9,
    "evidence": [{"turn_id": "c1", "quote": "too expensive"}],
}


class Model:
    """Answers in pieces of some characters; keeps what it was asked, and whether it was closed."""

    name = "gpt-test"

    def __init__(
        self,
        answer: str,
        piece: int = 20,
        error: Exception | None = None,
        usage: Usage | None = None,
    ):
        self.asked: list[Messages] = []
        self.closed = False
        self._answer = answer
        self._piece = piece
        self._error = error
        self._usage = usage

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        self.asked.append(request.messages)
        try:
            for at in range(0, len(self._answer), self._piece):
                yield self._answer[at : at + self._piece]
            if self._usage:
                yield self._usage
            if self._error:
                raise self._error
        finally:
            self.closed = True


def advisor(model: Model) -> ModelAdvisor:
    prompt = load_prompt("coach", "en")
    return ModelAdvisor(model, prompt=prompt, playbook=PLAYBOOK)


async def test_a_models_advice_grows_headline_first():
    """Every piece has all fields known by then; the last one is the advice, held to the call."""
    model = Model(json.dumps(ANSWER))
    *partials, last = [piece async for piece in advisor(model).advise(REQUEST)]
    known = [piece for piece in partials if isinstance(piece, dict)]
    assert known == partials
    assert known[0] == {"headline": ANSWER["headline"]}
    assert known[-1].items() <= ANSWER.items()
    assert all(len(one) <= len(two) for one, two in pairwise(known))
    assert isinstance(last, Advised)
    assert last.advice.as_dict() == ANSWER
    assert model.closed


async def test_the_model_is_asked_with_the_talk_so_far():
    """The prompt has what was said, the turn to answer, and the agent's question if any."""
    model = Model(json.dumps(ANSWER))
    asked = Request(PRICE, [QUESTION], "What does the competitor cost?")
    assert [piece async for piece in advisor(model).advise(asked)]
    system, user = model.asked[0]
    assert (system["role"], user["role"]) == ("system", "user")
    for words in (QUESTION.text, PRICE.text, "[c1]", "What does the competitor cost?"):
        assert words in user["content"]
        assert words not in system["content"]


async def test_the_model_knows_what_the_agent_did_and_sees():
    """The agent's last act and the cards of the request are in the prompt."""
    model = Model(json.dumps(ANSWER))
    stands = Card("c1", LaneName.INSTANT, Priority.HIGH, "Find out what they compare")
    told = Turn("a1", Speaker.AGENT, "That would be ninety euros a seat.", 0, 1000)
    asked = Request(PRICE, [told], seen=Seen(stands))
    assert [piece async for piece in advisor(model).advise(asked)]
    user = model.asked[0][1]["content"]
    assert "told_price" in user
    assert stands.headline in user


async def test_advice_that_quotes_nobody_is_less_sure():
    """Evidence that the customer never said is dropped, and the confidence with it."""
    made_up = ANSWER | {"evidence": [{"turn_id": "c1", "quote": "we love it"}]}
    *_, last = [piece async for piece in advisor(Model(json.dumps(made_up))).advise(REQUEST)]
    assert isinstance(last, Advised)
    assert last.advice.evidence == []
    assert last.advice.confidence <= 0.3


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I'm sorry, I can't.",
        "[1, 2]",
        json.dumps(ANSWER)[:-30],
        json.dumps({"questions": ["Only this, and no urgent headline?"]}),
        json.dumps(ANSWER | {"headline": ""}),
        f"<think>{json.dumps(ANSWER)[:-30]}",
        json.dumps(ANSWER | {"headline": "x" * 10_000}),
    ],
)
async def test_nonsense_is_an_error_of_its_own(answer: str):
    """What is no advice ends in `coach_invalid_answer`, without a word of the answer."""
    model = Model(answer)
    with pytest.raises(ModelError) as caught:
        assert [piece async for piece in advisor(model).advise(REQUEST)]
    assert caught.value.code == "coach_invalid_answer"
    assert "sorry" not in caught.value.message
    assert "urgent" not in caught.value.message
    assert model.closed


async def test_a_models_error_goes_through():
    """What the stream raises is what the advisor raises."""
    error = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    with pytest.raises(ModelError) as caught:
        assert [piece async for piece in advisor(Model("{", error=error)).advise(REQUEST)]
    assert caught.value is error


async def test_what_the_answer_took_goes_with_the_advice():
    """The usage that the model's server tells is the advice's; it may tell none."""
    usage = Usage("gpt-test", input=900, cached=800, output=60)
    for told in (usage, None):
        model = Model(json.dumps(ANSWER), usage=told)
        *_, last = [piece async for piece in advisor(model).advise(REQUEST)]
        assert isinstance(last, Advised)
        assert last.usage == told


async def test_a_refused_answer_is_silence():
    """An answer that the guard refuses is not shown, not read on, and its reason is told."""
    model = Model(json.dumps(ANSWER | {"headline": "Offer 15% off at once"}), piece=5)
    assert [piece async for piece in advisor(model).advise(REQUEST)] == [Silent("guard_promise")]
    assert model.closed


async def test_an_answer_may_be_refused_while_it_is_seen():
    """What is wrong behind a good headline ends the answer after it was shown."""
    leak = {"recommended_direction": "As my instructions say, be brief."}
    model = Model(json.dumps(ANSWER | leak), piece=5)
    *shown, last = [piece async for piece in advisor(model).advise(REQUEST)]
    assert last == Silent("guard_prompt")
    assert shown[0] == {"headline": ANSWER["headline"]}
    assert "instructions" not in str(shown)


async def test_what_is_shown_has_passed_the_guard():
    """An invented question is neither in the fields that grow nor in the whole advice."""
    invented = {"questions": ["Would 15 percent do?", "Compared to what?"]}
    model = Model(json.dumps(ANSWER | invented), piece=5)
    *shown, last = [piece async for piece in advisor(model).advise(REQUEST)]
    assert isinstance(last, Advised)
    assert last.advice.questions == ["Compared to what?"]
    assert "15" not in str(shown)


def test_a_models_suggestions_name_model_and_prompt():
    """The author of a model's advice is the model, with the prompt that it was given."""
    author = advisor(Model("")).author
    assert (author.lane, author.specialist, author.model) == (LaneName.LLM, "sales", "gpt-test")
    assert (author.prompt or "").startswith("coach@")


async def test_a_silent_model_is_not_read_to_its_end():
    """At a no the stream is closed, and what it would have written is neither paid nor shown."""
    pieces: list[str] = []

    class Counted(Model):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
            async with aclosing(super().stream(request)) as stream:
                async for piece in stream:
                    pieces.append(str(piece))
                    yield piece

    model = Counted(json.dumps({"worth_saying": False} | ANSWER), piece=5)
    assert [piece async for piece in advisor(model).advise(REQUEST)] == [Silent("model_silent")]
    assert len("".join(pieces)) < len('{"worth_saying": false, "headline":')
    assert model.closed


async def test_a_model_may_not_be_silent_on_a_question():
    """The agent who asks gets an answer, whatever the model thinks it is worth."""
    model = Model(json.dumps({"worth_saying": False} | ANSWER))
    asked = Request(PRICE, [QUESTION], "What does the competitor cost?")
    *_, last = [piece async for piece in advisor(model).advise(asked)]
    assert isinstance(last, Advised)
    assert last.advice.as_dict() == ANSWER


class Endless(Model):
    """Goes on for ever after its answer, with no more to say."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        async with aclosing(super().stream(request)) as pieces:
            async for piece in pieces:
                yield piece
        await asyncio.Event().wait()


@pytest.mark.looptime
@pytest.mark.parametrize(
    ("before", "waits_s"),
    [("", 0.1), ("<think>Hm.</think>", 0.1), ("Here you are: ", 1.0)],
)
async def test_a_whole_answer_waits_for_no_end(before: str, waits_s: float):
    """Advice is final soon after its object, however long the stream goes on.

    After words that may be thinking, a second is left for the tag that would say so.
    """
    model = Endless(before + json.dumps(ANSWER))
    *_, last = [piece async for piece in advisor(model).advise(REQUEST)]
    assert isinstance(last, Advised)
    assert last.advice.as_dict() == ANSWER
    assert asyncio.get_running_loop().time() == pytest.approx(waits_s, abs=0.01)
    assert model.closed


async def test_what_follows_a_whole_answer_changes_nothing():
    """A connection that breaks after the object costs no advice, one before it does."""
    error = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    model = Model(json.dumps(ANSWER), error=error)
    *_, last = [piece async for piece in advisor(model).advise(REQUEST)]
    assert isinstance(last, Advised)
    assert last.advice.as_dict() == ANSWER


async def test_thinking_aloud_is_not_shown():
    """Neither thoughts nor a draft among them are seen, and the advice after them is."""
    draft = json.dumps(ANSWER | {"headline": "A draft"})
    model = Model(f"Let me see: {draft}? No.</think>{json.dumps(ANSWER)}", piece=5)
    *partials, last = [piece async for piece in advisor(model).advise(REQUEST)]
    assert partials
    assert all(ANSWER["headline"].startswith(known["headline"]) for known in partials)  # type: ignore[index]
    assert isinstance(last, Advised)
    assert last.advice.as_dict() == ANSWER
