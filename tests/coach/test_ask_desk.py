"""Who answers which question of the agent's, and in which language."""

import json
from collections.abc import AsyncGenerator

import pytest

from coach.ask_desk import AskDesk
from coach.ports import Effort, ModelRequest, Piece
from coach.request import Advised, Request
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt
from prompts.specialist_shelf import SpecialistShelf

PLAYBOOK, COACH = load_playbook("sales", "en"), load_prompt("coach", "en")
PRICE = Turn("c1", Speaker.CUSTOMER, "Ninety a seat is too expensive for us.", 1500, 3000)
HEADLINES = {"en": "Ninety a seat", "fr": "Elle a dit : trop cher pour eux"}


class Model:
    """Writes a card, and keeps what it was asked."""

    name = "gpt-test"

    def __init__(self, headline: str):
        self.asked: list[ModelRequest] = []
        self._headline = headline

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.asked.append(request)
        text = json.dumps({"worth_saying": True, "priority": "medium", "headline": self._headline})
        for at in range(0, len(text), 10):
            yield text[at : at + 10]


def desk(model: Model, *specialists: str) -> AskDesk:
    told = SpecialistShelf(specialists).read("en")
    return AskDesk(model, COACH, PLAYBOOK, told)


@pytest.mark.parametrize(
    ("question", "who", "prompt"),
    [
        ("What did she say about the price?", "transcript", "recall@1/en"),
        ("How close to a yes are they?", "closing", "closing@1/en"),
        ("What do I offer instead?", "sales", COACH.id),
    ],
)
async def test_each_question_is_answered_by_its_own(question: str, who: str, prompt: str):
    """With its own prompt and the question in it, streamed, by the models that think better."""
    model = Model("Ninety a seat")
    advisor = desk(model, "closing").advisor(question)
    assert (advisor.author.specialist, advisor.author.prompt) == (who, prompt)
    pieces = [piece async for piece in advisor.advise(Request(PRICE, [], question))]
    assert len(pieces) > 1
    assert isinstance(pieces[-1], Advised)
    assert pieces[-1].advice.headline == "Ninety a seat"
    (asked,) = model.asked
    assert f"<question>{question}</question>" in asked.messages[1]["content"]
    assert (asked.purpose, asked.effort) == (who, Effort.SMART)


async def test_the_answer_is_in_the_language_asked():
    """Whatever language the call is in; an answer in another one is refused."""
    question = "Qu'est-ce qu'elle a dit sur le prix ?"
    model = Model(HEADLINES["fr"])
    advisor = desk(model).advisor(question)
    *_, last = [piece async for piece in advisor.advise(Request(PRICE, [], question))]
    assert isinstance(last, Advised)
    assert 'in the language "fr"' in model.asked[0].messages[0]["content"]


def test_a_specialist_that_is_not_there_leaves_the_question_to_the_coach():
    """Only those of COACH_SPECIALISTS answer; who answers is made once."""
    without = desk(Model("x"))
    question = "How close to a yes are they?"
    assert without.advisor(question).author.specialist == "sales"
    assert without.advisor(question) is without.advisor("What do I offer instead?")
