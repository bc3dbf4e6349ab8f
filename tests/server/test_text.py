"""Text in, advice out: memory, batches, what is hidden, and a model that fails."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from loguru import logger

from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from server.routes.text import MAX_BATCH, MAX_SESSION
from tests.server.stage import API_KEYS, BEN, MARIA, MARIAS, SAM, an_api, an_app, asked, said

TOO_DEAR = {"text": "That's too expensive for us."}
CARD = "My card is 4242 4242 4242 4242."
AT_ONCE = 8
"""Of the messages of a batch, so many are before the model at once."""


@pytest.fixture
def log() -> Iterator[list[str]]:
    """The lines of the log."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="TRACE")
    yield lines
    logger.remove(sink)


async def test_a_customers_message_gets_advice(api: httpx.AsyncClient) -> None:
    """The suggestion is what a call would show; what was sent beside the words comes back."""
    beside = {
        "sentiment": "negative",
        "emotion": "worried",
        "timestamp": "2026-11-20T08:00:00Z",
        "confidence": 0.9,
        "language": "en",
        "metadata": {"ticket": 17, "tags": ["a"]},
    }
    answer = await said(api, "/api/process", **TOO_DEAR, **beside)
    assert answer["turn"] == {"turn_id": "c1", "speaker": "customer", **TOO_DEAR, **beside}
    assert "price_objection" in answer["suggestion"]["signals_detected"]
    assert answer["suggestion"]["turn_id"] == "c1"
    assert (answer["suppressed"], answer["error"]) == (None, None)


async def test_a_session_remembers_what_was_said(api: httpx.AsyncClient) -> None:
    """An "okay" that answers the agent's question is a yes; without it, it is nothing."""
    chat = "/api/process/chat-1"
    await said(api, chat, speaker="agent", text="Shall I send you the contract today?")
    answered = await said(api, chat, text="Okay.")
    assert (answered["suggestion"], answered["suppressed"]) == (None, "low_priority")
    assert answered["turn"]["turn_id"] == "c1"
    for path in ("/api/process", "/api/process/chat-2"):
        alone = await said(api, path, text="Okay.")
        assert (alone["suggestion"], alone["suppressed"]) == (None, "acknowledgement")


async def test_suggestions_of_a_session_are_numbered_on(api: httpx.AsyncClient) -> None:
    """No two suggestions of a session have the same id."""
    ids = [
        (await said(api, "/api/process/chat", text=text))["suggestion"]["suggestion_id"]
        for text in ("That's too expensive.", "What does it cost a year?")
    ]
    assert ids == ["s1", "s2"]


async def test_messages_of_a_session_come_one_after_the_other(tmp_path: Path) -> None:
    """Of messages sent at once, each is answered with those before it in mind."""
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        answers = await asyncio.gather(
            *(said(api, "/api/process/chat", text=f"Is it {n} dollars?") for n in range(3))
        )
    assert sorted(answer["turn"]["turn_id"] for answer in answers) == ["c1", "c2", "c3"]
    prompts = [str(request.body["messages"]) for request in model.requests]
    known = [sum(f"Is it {n} dollars?" in prompt for n in range(3)) for prompt in prompts]
    assert known == [1, 2, 3]


async def test_sessions_are_listed_shown_and_deleted(api: httpx.AsyncClient) -> None:
    """The list has what there is, last used first; a deleted session is gone, memory and all."""
    await said(api, "/api/process/one", speaker="agent", text="Hello.")
    await said(api, "/api/process/two", text=CARD)
    listed = (await api.get("/api/process")).json()
    assert [(item["session_id"], item["turns"]) for item in listed] == [("two", 1), ("one", 1)]
    shown = (await api.get("/api/process/two")).json()
    assert shown.items() >= listed[0].items()
    assert [turn["text"] for turn in shown["transcript"]] == ["My card is [card 1]."]
    assert (await api.delete("/api/process/two")).status_code == 204
    for answer in (await api.get("/api/process/two"), await api.delete("/api/process/two")):
        assert (answer.status_code, answer.json()["error_code"]) == (404, "session_not_found")
    assert (await said(api, "/api/process/two", text="Is it dear?"))["turn"]["turn_id"] == "c1"


async def test_each_key_has_sessions_of_its_own(tmp_path: Path) -> None:
    """Nobody sees, goes on with or deletes another's session; a token opens none."""
    path = "/api/process/chat"
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        async with asked(app, MARIA) as maria, asked(app, BEN) as ben, asked(app, SAM) as sam:
            await said(maria, path, speaker="agent", text="Shall I send it?")
            for other in (ben, sam):
                assert (await other.get("/api/process")).json() == []
                assert (await other.get(path)).status_code == 404
                assert (await other.delete(path)).status_code == 404
            assert (await said(ben, path, text="Okay."))["suppressed"] == "acknowledgement"
            assert (await said(maria, path, text="Okay."))["suppressed"] == "low_priority"
            wanted = {"call_id": MARIAS, "role": "agent"}
            token = (await maria.post("/api/tokens", json=wanted)).json()["token"]
        async with asked(app) as nobody, asked(app, token) as guest:
            assert (await nobody.post(path, json=TOO_DEAR)).status_code == 401
            assert (await guest.post(path, json=TOO_DEAR)).status_code == 403


async def test_a_batch_is_answered_in_order_with_earlier_messages_in_mind(tmp_path: Path) -> None:
    """The answers stand as the messages do, and each prompt holds what came before, not after."""
    texts = [f"Is it {number} dollars?" for number in range(20)]
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        batch = {"messages": [{"text": text} for text in texts]}
        results = (await api.post("/api/batch/analyze", json=batch)).json()["results"]
    assert [result["turn"]["text"] for result in results] == texts
    assert [result["turn"]["turn_id"] for result in results] == [f"c{n}" for n in range(1, 21)]
    assert [r["suggestion"]["evidence"][0]["quote"] + "?" for r in results] == texts
    prompts = sorted((str(request.body["messages"]) for request in model.requests), key=len)
    for number, prompt in enumerate(prompts):
        assert [text in prompt for text in texts] == [at <= number for at in range(20)]


async def test_a_batch_asks_the_model_a_few_questions_at_once(tmp_path: Path) -> None:
    """Of many messages, no more than eight are before the model at the same time."""
    batch = {"messages": [{"text": f"Is it {n} dollars?"} for n in range(AT_ONCE * 2)]}
    most = 0

    def all_answered() -> bool:
        nonlocal most
        waiting = sum(request.outcome is None for request in model.requests)
        most = max(most, waiting)
        return len(model.requests) == len(batch["messages"]) and not waiting

    async with (
        OpenAIPeer(first_token_s=0.2, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        asking = api.post("/api/batch/analyze", json=batch)
        await asyncio.gather(asking, model.until(all_answered))
    assert most == AT_ONCE


async def test_a_batch_has_at_most_a_hundred_messages(api: httpx.AsyncClient) -> None:
    """None and 101 are refused with a typed error."""
    assert MAX_BATCH == 100
    for count, status in ((0, 422), (1, 200), (100, 200), (101, 422)):
        batch = {"messages": [{"text": "Fine.", "speaker": "agent"}] * count}
        answer = await api.post("/api/batch/analyze", json=batch)
        assert answer.status_code == status
        if status == 422:
            assert answer.json()["error_code"] == "invalid_request"
            assert answer.json()["message"].startswith("body.messages: ")


async def test_what_must_not_be_kept_reaches_neither_model_nor_log(
    tmp_path: Path, log: list[str]
) -> None:
    """A card is the same placeholder everywhere, and no word of anybody's is logged."""
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        first = await said(api, "/api/process/chat", text=CARD)
        again = await said(api, "/api/process/chat", text=f"{CARD} Is it dear?")
        batch = {"messages": [{"text": CARD}, {"text": f"Again: {CARD}"}]}
        results = (await api.post("/api/batch/analyze", json=batch)).json()["results"]
    texts = [answer["turn"]["text"] for answer in (first, again, *results)]
    assert all("[card 1]" in text for text in texts)
    assert model.requests
    everything = str([r.body for r in model.requests]) + "".join(log)
    assert "4242" not in everything
    assert "My card" not in "".join(log)


async def test_a_model_that_fails_is_told_and_stood_in_for(tmp_path: Path) -> None:
    """The answer has the error, what the playbook says instead, and that as the suggestion."""
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        model.trouble = Trouble(status=429, retry_after_s=7)
        answer = await said(api, "/api/process", **TOO_DEAR)
    assert answer["error"]["error_code"].startswith("coach_")
    assert answer["error"]["retry_after"] == 7
    assert answer["suggestion"]["lane"] == "instant"
    assert answer["error"]["fallback_suggestion"]["headline"] == answer["suggestion"]["headline"]


async def test_the_models_advice_is_the_answer(tmp_path: Path) -> None:
    """With a model, the suggestion is its own, on the words of this message."""
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        an_api(tmp_path, openai_base_url=model.url) as api,
    ):
        answer = await said(api, "/api/process", **TOO_DEAR)
    assert answer["suggestion"]["lane"] == "llm"
    assert answer["suggestion"]["evidence"] == [
        {"turn_id": "c1", "quote": TOO_DEAR["text"].rstrip(".")}
    ]


async def test_a_session_has_an_end(api: httpx.AsyncClient) -> None:
    """Each message is read behind all before it; a full session says so, and another begins."""
    for _ in range(MAX_SESSION // 10_000):
        await said(api, "/api/process/chat", speaker="agent", text="x" * 10_000)
    refused = await api.post("/api/process/chat", json=TOO_DEAR)
    assert (refused.status_code, refused.json()["error_code"]) == (409, "session_full")
    assert (await said(api, "/api/process/chat-2", **TOO_DEAR))["suggestion"]
