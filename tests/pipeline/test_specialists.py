"""Specialists of a process: made by its settings, asked over real sockets beside the coach."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conversation.events.event import EventType
from conversation.events.payloads import Payload
from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from pipeline.coaches import open_coaches
from pipeline.text_session import TextSession
from prompts.mistake import PromptError
from settings import SettingsError, load
from tests.coach.stage import Heard, turn
from tests.product import ROOT

TURN = turn(1, "It's too expensive for us, Ringwell wants half of that.")


class Awaited(Heard):
    """Events that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.news = asyncio.Event()

    async def emit(self, payload: Payload) -> None:
        await super().emit(payload)
        self.news.set()


async def heard_over(peer: OpenAIPeer, wanted: Callable[[Heard], bool], **settings: Any) -> Heard:
    """What a coach of these settings tells of one turn, until it is what is wanted."""
    told = {"openai_base_url": peer.url, "coach_specialists": "objection,closing,tactical"}
    async with open_coaches(load(**told | settings)) as coaches:
        conversation, heard = Conversation(), Awaited()
        coach = coaches.default.coach_for(conversation, heard.emit)
        now = asyncio.get_running_loop().time()
        conversation.add(TURN)
        await coach.on_turn(TURN, now, now)
        async with asyncio.timeout(10):
            while not wanted(heard):
                heard.news.clear()
                await heard.news.wait()
        await coach.cancel()
    return heard


def name_of(body: dict[str, Any]) -> str:
    return body["response_format"]["json_schema"]["name"]


def insights(heard: Heard) -> dict[str, Any]:
    return {d["specialist"]: d["data"] for d in heard.data(EventType.INSIGHT_UPDATED)}


async def test_they_are_asked_for_what_their_files_say() -> None:
    """Each in its own form, by the chain of the coach."""
    async with OpenAIPeer(first_token_s=0.01, token_s=0.0) as peer:
        heard = await heard_over(peer, lambda heard: len(insights(heard)) == 2)
        models = {name_of(chat.body): chat.model for chat in peer.requests}
    assert models == {
        "advice": "gpt-4.1-mini",
        "objection": "gpt-4.1-mini",
        "tactical": "gpt-4.1-mini",
    }
    assert insights(heard)["objection"] == {
        "kind": "price",
        "severity": 6,
        "counter_arguments": [],
    }


async def test_one_whose_server_fails_is_left_out() -> None:
    """The other one, and the coach's own card, come as ever."""
    async with OpenAIPeer(first_token_s=0.01, token_s=0.0) as peer:
        nonsense = (400, {"error": {"message": "out of order"}})
        peer.refuse = lambda body: nonsense if name_of(body) == "objection" else None
        heard = await heard_over(
            peer,
            lambda heard: (
                "tactical" in insights(heard) and bool(heard.data(EventType.SUGGESTION_FINAL))
            ),
        )
    assert set(insights(heard)) == {"tactical"}


async def test_a_server_that_hangs_holds_nothing_up() -> None:
    """The playbook's card is there at once, and the specialists are let go."""
    async with OpenAIPeer() as peer:
        peer.trouble = Trouble(hang=True)
        heard = await heard_over(peer, lambda heard: bool(heard.data(EventType.SUGGESTION_FINAL)))
        assert not insights(heard)
        await peer.until(lambda: all(chat.outcome == "abandoned" for chat in peer.requests))


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"coach_specialists": "closeing"}, PromptError, "is 'closing' meant"),
        ({"coach_specialists": "{own}"}, SettingsError, "a specialist's model=anthropic:c: needs"),
    ],
)
async def test_a_mistake_stops_the_start(
    settings: dict[str, str], error: type[Exception], told: str, tmp_path: Path
) -> None:
    """A specialist that is none, a model that can't be asked."""
    own = tmp_path / "strategy.yaml"
    bundled = (ROOT / "prompts/specialists/strategy.en.yaml").read_text("utf-8")
    own.write_text(bundled.replace("model: smart", "model: anthropic:c"), "utf-8")
    wanted = settings["coach_specialists"].format(own=own)
    with pytest.raises(error, match=told):
        async with open_coaches(load(openai_api_key="k", coach_specialists=wanted)):
            pass


async def test_without_a_model_nobody_is_asked() -> None:
    """They are read, so that a mistake is found, and there is nobody to ask."""
    async with open_coaches(load(coach_specialists="all")) as coaches:
        assert coaches.default.specialists == ()


async def test_an_answer_in_text_has_their_insights() -> None:
    """It waits for them, as it does for the card."""
    async with OpenAIPeer(first_token_s=0.01, token_s=0.0) as peer:
        settings = load(openai_base_url=peer.url, coach_specialists="objection")
        async with open_coaches(settings) as coaches:
            session = TextSession(Redactor())
            answer = await session.process(coaches, Speaker.CUSTOMER, TURN.text)
    assert answer.suggestion
    assert set(answer.insights) == {"objection"}
    assert answer.insights["objection"]["severity"] == 6
