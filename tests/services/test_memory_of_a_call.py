"""A fact from the call's second minute is used in its ninetieth, by a model over the wire."""

import json
import re
from dataclasses import replace
from typing import Any

from coach.factory import CoachFactory
from coach.model_advisor import ModelAdvisor
from coach.options import CoachOptions
from coach.request import Advised, Request
from conversation.events.payloads import Payload
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.openai import OpenAIPeer
from prompts.loader import load_playbook, load_prompt
from pubsub.clock import now_s
from services.llm.chat_model import ChatModel
from tests.services.model_server import client_of

PLAYBOOK = load_playbook("sales", "en")
PROMISE = "I'll send you the offer at eighty-seven dollars a seat."
FEW = 60
WORD = "That is too expensive for us, what did you say it was?"


def reads_its_prompt(body: dict[str, Any]) -> str:
    """An answer from what the prompt says of a price, and no other source."""
    prompt = body["messages"][-1]["content"]
    found = re.search(r"eighty-seven dollars a seat", prompt)
    headline = f"Come back to {found[0]}" if found else "Ask what they would pay"
    return json.dumps(
        {
            "worth_saying": True,
            "priority": "high",
            "signals_detected": ["price_objection"],
            "headline": headline,
            "questions": [],
            "recommended_direction": "Hold the price that was promised.",
            "confidence": 0.9,
            "evidence": [{"turn_id": "c999", "quote": "too expensive"}],
        }
    )


async def test_a_fact_from_minute_2_is_used_in_minute_90():
    """The guard lets it pass: it was said, if long ago; what the model is told is no longer."""
    conversation = Conversation()
    coach = CoachFactory(PLAYBOOK, None, CoachOptions()).coach_for(conversation, unheard)

    async def said(turn: Turn) -> Request:
        conversation.add(turn)
        await coach.on_turn(turn, now_s(), now_s())
        return replace(Request.of(conversation, turn), remembered=coach.memory.snapshot())

    async with (
        OpenAIPeer(reads_its_prompt, first_token_s=0, token_s=0) as peer,
        client_of(peer.url) as client,
    ):
        model, prompt = ChatModel(client, "gpt-4.1-mini"), load_prompt("coach", "en")
        advisor = ModelAdvisor(model, prompt=prompt, playbook=PLAYBOOK)
        await said(Turn("a1", Speaker.AGENT, PROMISE, 120_000, 124_000))
        for n in range(2, 500):
            at = n * 10_000 + 200_000
            words = f"And then we went through room number {n} of the plan together."
            speaker = Speaker.AGENT if n % 3 else Speaker.CUSTOMER
            asked = await said(Turn(f"{speaker.value[0]}{n}", speaker, words, at, at + 4000))
            if n == FEW:
                await last_of(advisor, asked)
        late = await said(Turn("c999", Speaker.CUSTOMER, WORD, 5_400_000, 5_404_000))
        advised = await last_of(advisor, late)
    await coach.cancel()
    assert isinstance(advised, Advised)
    assert advised.advice.headline == "Come back to eighty-seven dollars a seat"
    short, long = (len(one.body["messages"][-1]["content"]) for one in peer.requests)
    assert long < short * 1.5, "what a call is told in does not grow with it"
    first, second = (one.body["messages"][0] for one in peer.requests)
    assert first == second, "the static part is the same, byte for byte"


async def last_of(advisor: ModelAdvisor, request: Request) -> object:
    """What the advisor says in the end."""
    return [piece async for piece in advisor.advise(request)][-1]


async def unheard(_: Payload) -> None:
    """Nobody listens."""
