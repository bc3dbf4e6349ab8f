"""One server for calls in several languages: by what a call says, or by its first turns."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from conversation.coaching.attention import Verbosity
from conversation.coaching.guarding.written_language import is_written_in
from conversation.events.payloads import CallEnded, CallStarted
from tests.server.stage import Served, events, of_type, refused, said, served

TOO_DEAR = {
    "fr": "Franchement, c'est beaucoup trop cher pour nous en ce moment.",
    "es": "La verdad, es demasiado caro para nosotros en este momento.",
    "en": "Honestly, that's too expensive for us.",
}
END = {"type": "end"}


async def call(
    server: Served,
    call_id: str,
    *segments: dict[str, Any],
    query: str = "",
    after: int = 0,
    until: Callable[[dict[str, Any]], object] = lambda event: True,
) -> Any:
    """The events of a call of these segments, from now on; it may end once it has had such a one.

    A call that ends does not wait for a card, whose playbook may take a while to be read.
    """
    async with (
        server.live(call_id, None, after) as follower,
        server.ingest(call_id, query=query) as transcriber,
    ):
        for segment in segments:
            await transcriber.send(json.dumps(segment))
        found = await events(follower, 1)
        while not any(map(until, found)):
            found += await events(follower, 1)
        await transcriber.send(json.dumps(END))
        while found[-1]["type"] != "call.ended":
            found += await events(follower, 1)
    return found


def is_card(event: dict[str, Any]) -> bool:
    return event["type"] == "suggestion.final"


def is_held_back(event: dict[str, Any]) -> bool:
    """Whether a card was worth reading, and still is not shown."""
    return event["type"] == "suggestion.suppressed" and event["data"].get("headline")


def customer(text: str, **more: Any) -> dict[str, Any]:
    return {"speaker": "customer", "text": text, **more}


async def test_calls_in_two_languages_get_cards_in_their_own_at_the_same_time(
    tmp_path: Path,
) -> None:
    """By `language` where they begin, on a server whose calls are in English otherwise."""
    async with served(tmp_path) as server:
        tags = ("fr", "es")
        said_in = {tag: customer(text) for tag, text in TOO_DEAR.items()}
        coached = partial(call, server, until=is_card)
        found = await asyncio.gather(
            *(coached(f"text-{tag}", said_in[tag], query=f"?language={tag}") for tag in tags)
        )
        plain = await coached("text-en", said_in["en"])
    for tag, seen in zip((*tags, "en"), (*found, plain), strict=True):
        [started] = of_type(seen, "call.started")
        assert started["language"] == tag
        assert (started["playbook"]["name"], started["playbook"]["language"]) == ("sales", tag)
        [card] = of_type(seen, "suggestion.final")
        assert "price_objection" in card["signals_detected"]
        written = f"{card['headline']} {card['recommended_direction']} {card['questions']}"
        assert is_written_in(written, tag)
        assert not any(is_written_in(written, other) for other in TOO_DEAR if other != tag)
    assert found[0][0]["data"]["parameters"] == {"language": "fr"}


async def test_a_call_may_have_a_playbook_of_its_own(tmp_path: Path) -> None:
    """`playbook` names it, in the language of the call."""
    async with served(tmp_path) as server:
        seen = await call(server, "text-1", query="?playbook=support&language=fr-CA")
    [started] = of_type(seen, "call.started")
    assert (started["language"], started["playbook"]["name"]) == ("fr-CA", "support")
    assert started["playbook"]["language"] == "fr"


async def test_the_first_turns_tell_the_language(tmp_path: Path) -> None:
    """The next card is in it; a status says so, and the call stays in it when it comes back."""
    turns = [
        {"speaker": "agent", "text": "Bonjour, société Durand, que puis-je faire pour vous ?"},
        customer(TOO_DEAR["fr"]),
    ]
    async with served(tmp_path, coach_language="auto") as server:
        seen = await call(server, "text-1", *turns, until=is_card)
        again = await call(server, "text-1", after=seen[-1]["seq"])
    [started] = of_type(seen, "call.started")
    assert (started["language"], started["playbook"]["language"]) == (None, "en")
    [found] = [one for one in of_type(seen, "status") if one["code"] == "coach_language"]
    assert (found["language"], found["playbook"]["language"]) == ("fr", "fr")
    assert [stage["id"] for stage in found["playbook"]["stages"]]
    assert not any(word in found["detail"] for word in ("Durand", "cher"))
    [card] = of_type(seen, "suggestion.final")
    assert "price_objection" in card["signals_detected"]
    assert is_written_in(card["headline"] + card["recommended_direction"], "fr")
    [back] = of_type(again, "call.started")
    assert (back["language"], back["playbook"]["language"]) == ("fr", "fr")


async def test_a_signal_is_shown_once_whatever_the_languages(tmp_path: Path) -> None:
    """The English card stands for the same objection in French, half a minute later."""
    turns = [
        customer(TOO_DEAR["en"], start_ms=0, end_ms=900),
        {"speaker": "agent", "text": "Je comprends bien.", "start_ms": 20_000, "end_ms": 21_000},
        customer(TOO_DEAR["fr"], language="fr", start_ms=30_000, end_ms=33_000),
    ]
    async with served(tmp_path, coach_language="auto") as server:
        seen = await call(server, "text-1", *turns, until=is_held_back)
    assert [one["language"] for one in of_type(seen, "status") if "language" in one] == ["fr"]
    assert len(of_type(seen, "suggestion.final")) == 1
    [held] = [one for one in of_type(seen, "suggestion.suppressed") if one.get("headline")]
    assert held["reason"] == "duplicate"
    assert is_written_in(held["headline"], "fr")


async def test_a_call_that_nobody_can_coach_is_heard_all_the_same(tmp_path: Path) -> None:
    """Without a playbook in its language and without a model, a status says so."""
    async with served(tmp_path) as server:
        seen = await call(server, "text-1", customer("Zu teuer."), query="?language=de")
    [told] = [one for one in of_type(seen, "status") if one["component"] == "coach"]
    assert (told["state"], told["code"]) == ("down", "coach_no_playbook")
    assert [turn["text"] for turn in of_type(seen, "turn.final")] == ["Zu teuer."]
    assert of_type(seen, "suggestion.final") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?language=spanish", "the parameter language: a language tag like en, fr or fr-CA; is es"),
        ("?playbook=nonsense", "the parameter playbook: there is no such playbook; there is"),
    ],
)
async def test_what_is_none_is_refused_before_the_call_begins(
    tmp_path: Path, query: str, told: str
) -> None:
    """422, with what is wrong; no call comes of it."""
    async with served(tmp_path) as server:
        answer = await refused(server.ingest("text-1", query=query))
        assert answer
        assert answer.status_code == 422
        assert json.loads(answer.body)["message"].startswith(told)
        async with server.ask() as client:
            assert (await client.get("/api/calls/text-1")).status_code == 404


async def test_a_call_comes_back_whose_playbook_was_taken_away(tmp_path: Path) -> None:
    """Who brings it back has said nothing wrong: it goes on, and a status says by what."""
    async with served(tmp_path, coach_playbook="support") as server:
        begun = CallStarted(
            source="text",
            participants=[],
            parameters={"playbook": "gone", "language": "fr"},
            playbook={},
            stt="text",
            coach="playbook",
            verbosity=Verbosity.NORMAL,
            account=None,
            language="fr",
        )
        await server.runtime.events.publish("text-1", begun)
        await server.runtime.events.publish("text-1", CallEnded("hangup", 0))
        seen = await call(server, "text-1", customer(TOO_DEAR["fr"]), after=2)
    [started] = of_type(seen, "call.started")
    assert (started["language"], started["playbook"]["name"]) == ("fr", "support")
    assert "coach_choice_ignored" in [one["code"] for one in of_type(seen, "status")]


async def test_a_message_in_text_says_its_language(api: httpx.AsyncClient) -> None:
    """One alone; or the first that says it, for all of a session and of a batch."""
    for tag, text in TOO_DEAR.items():
        answer = await said(api, "/api/process", text=text, language=tag)
        card = answer["suggestion"]
        assert is_written_in(card["headline"] + card["recommended_direction"], tag)
    await said(api, "/api/process/chat", text="Buenos días.", language="es")
    later = await said(api, "/api/process/chat", text=TOO_DEAR["es"])
    messages = [{"text": "Bonjour.", "language": "fr"}, {"text": TOO_DEAR["fr"]}]
    batch = (await said(api, "/api/batch/analyze", messages=messages))["results"]
    for answer, tag in ((later, "es"), (batch[-1], "fr")):
        assert is_written_in(answer["suggestion"]["headline"], tag)
    for wrong in ({"language": "spanish"}, {"playbook": "nonsense"}):
        refusal = await api.post("/api/process", json={"text": "Hello.", **wrong})
        assert (refusal.status_code, refusal.json()["error_code"]) == (422, "invalid_request")
