"""Callers who steer the coach, and a model that obeys them, over real sockets."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from coach.model_advisor import ModelAdvisor
from coach.request import Advised, Request, Silent
from conversation.coaching.wording import folded
from peers.obedient import obedient
from peers.openai import OpenAIPeer
from prompts.loader import load_prompt
from prompts.transcript import plain
from services.llm.chat_model import ChatModel
from services.llm.http_client import HttpClient
from tests.adversarial import ATTACKS, HONEST, items, playbook_of, turns_of, words_of
from tests.services.model_server import client_of


@pytest.fixture
async def peer() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        yield peer


@pytest.fixture
async def client(peer: OpenAIPeer) -> AsyncIterator[HttpClient]:
    async with client_of(peer.url) as client:
        yield client


async def advised(
    peer: OpenAIPeer, client: HttpClient, item: dict[str, Any]
) -> list[dict[str, Any] | Advised | Silent]:
    """What the coach makes of the answer to a call."""
    *earlier, turn = turns_of(item)
    peer.answer = obedient({plain(turn.text): item.get("obeys") or item["answers"]})
    prompt = load_prompt("coach", item["language"])
    playbook = playbook_of(item["playbook"], item["language"])
    coach = ModelAdvisor(ChatModel(client, "obedient"), prompt=prompt, playbook=playbook)
    request = Request(turn, earlier, item.get("question"))
    return [piece async for piece in coach.advise(request)]


@pytest.mark.parametrize("name", ATTACKS)
async def test_no_caller_speaks_through_the_coach(peer: OpenAIPeer, client: HttpClient, name: str):
    """None of what an obeying model writes for them is seen, and a refusal has its reason."""
    for item in items(name):
        pieces = await advised(peer, client, item)
        cards = [
            piece if isinstance(piece, dict) else piece.advice.model_dump(exclude={"evidence"})
            for piece in pieces
            if not isinstance(piece, Silent)
        ]
        seen = folded(words_of([card | {"evidence": ()} for card in cards]))
        assert not [word for word in item["never_say"] if folded(str(word)) in seen], item["id"]
        if isinstance(pieces[-1], Silent):
            assert pieces[-1].reason.startswith("guard_")


@pytest.mark.parametrize("name", HONEST)
async def test_honest_answers_reach_the_agent(peer: OpenAIPeer, client: HttpClient, name: str):
    """What a good model writes about the same turns is advice; hardly any of it is refused."""
    refused = 0
    for item in items(name):
        *_, last = await advised(peer, client, item)
        refused += isinstance(last, Silent)
    assert refused <= 0.05 * len(items(name))
