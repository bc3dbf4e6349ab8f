"""Shadow runs beside live calls, over real sockets: nobody sees them, whatever becomes of them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from conversation.insights.question import By, Question
from conversation.shadow.record import ShadowRecord
from peers.advice import asked_turn, fitting_answer
from peers.anthropic import AnthropicPeer
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from tests.server.stage import Served, events, served

CALL = "text-1"
CANDIDATE = "models anthropic:claude-shadow"
UNSEEN = "Only the shadow says so"
PATIENCE = {"coach_timeout_secs": 60.0, "coach_first_field_secs": 30.0}
"""With models that answer or err: on a busy machine they may be late."""
TIMEOUT = {"coach_timeout_secs": 4.0}
"""Where one of them hangs; no later than a call's end waits for what is under way."""


def unseen(body: dict[str, Any]) -> str:
    """What the shadow's model writes."""
    return json.dumps(json.loads(fitting_answer(body)) | {"headline": UNSEEN})


async def call(server: Served, said: tuple[str, ...] = ("That's too expensive for us.",)) -> list:
    """A call of text: what its viewer saw, but for what takes time."""
    seen: list[dict[str, Any]] = []
    async with server.live(CALL, None) as viewer, server.ingest(CALL) as transcriber:
        for at, text in zip(range(0, 60_000, 5_000), said, strict=False):
            turn = {"speaker": "customer", "text": text, "start_ms": at, "end_ms": at + 900}
            await transcriber.send(json.dumps(turn))
            while not seen or seen[-1]["type"] != "suggestion.final" or _is_rule(seen[-1]):
                seen += await events(viewer, 1)
        await transcriber.send(json.dumps({"type": "end"}))
        while seen[-1]["type"] != "call.ended":
            seen += await events(viewer, 1)
    return seen


def _is_rule(event: dict[str, Any]) -> bool:
    return event["data"]["lane"] == "instant"


def told(seen: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The events of the coach without their times and what models took."""
    dropped = ("latency_ms", "usage", "expires_at_ms")
    return [
        (one["type"], {k: v for k, v in one["data"].items() if k not in dropped})
        for one in seen
        if one["type"].startswith(("suggestion.", "turn.", "error")) and "delta" not in one["type"]
    ]


async def recorded(server: Served) -> list[ShadowRecord]:
    """The records, when the shadows that run have ended."""
    desk = server.runtime.shadows
    assert desk
    await asyncio.gather(*desk._running)
    found = await server.runtime.log.shadows.of(CANDIDATE, Question(By.WEEK))
    return [one.record for one in found]


@pytest.mark.parametrize(
    ("trouble", "outages"),
    [(None, 0), (Trouble(hang=True), 1), (Trouble(status=500), 1), (Trouble(cut_after=3), 1)],
)
async def test_no_viewer_sees_a_shadow_whatever_becomes_of_it(
    tmp_path: Path, trouble: Trouble | None, outages: int
) -> None:
    """A shadow that answers, hangs or errs leaves the same live events as none at all."""
    quick: dict[str, Any] = {"first_token_s": 0, "token_s": 0}
    async with OpenAIPeer(**quick) as model, AnthropicPeer(unseen, **quick) as other:
        other.trouble = trouble
        settings: dict[str, Any] = TIMEOUT if trouble and trouble.hang else PATIENCE
        settings = settings | {"openai_base_url": model.url}
        async with served(tmp_path / "alone", **settings) as server:
            alone = told(await call(server))
        shadow: dict[str, Any] = {"anthropic_api_key": "k", "anthropic_base_url": other.url}
        shadow["shadow_models"] = "anthropic:claude-shadow"
        async with served(tmp_path / "both", **settings, **shadow) as server:
            seen = await call(server)
            (record,) = await recorded(server)
            stored = await server.runtime.log.read(CALL)
            costs = [one["data"]["by"] for one in seen if one["type"] == "usage.updated"][-1]
            health = server.runtime.coaches.models
            assert health
            assert health.health.is_whole
    assert told(seen) == alone
    assert UNSEEN not in json.dumps(seen)
    assert UNSEEN not in json.dumps([event.as_dict() for event in stored])
    assert {part["model"] for part in costs} == {"openai:gpt-4.1-mini"}
    assert record.whole
    assert record.outages == outages
    headlines = [card["headline"] for card in record.cards]
    assert (UNSEEN in headlines) is (trouble is None)
    assert record.requests == (1 if trouble is None else record.requests)
    assert other.requests


async def test_a_shadow_asks_once_a_turn_and_hears_the_whole_call(tmp_path: Path) -> None:
    """Its own prompt, each turn in its transcript, and its cards name the turns of the call."""
    prompt = tmp_path / "mine.yaml"
    head = "name: mine\nversion: 3\nlanguage: en\nextends: coach\n"
    prompt.write_text(f"{head}industry: |\n  Be a candidate.\n", "utf-8")
    quick: dict[str, Any] = {"first_token_s": 0, "token_s": 0}
    async with (
        OpenAIPeer(**quick) as model,
        served(tmp_path, openai_base_url=model.url, shadow_prompt=str(prompt)) as server,
    ):
        said = ("That's too expensive for us.", "And who else would we have to ask about it?")
        await call(server, said)
        desk = server.runtime.shadows
        assert desk
        await asyncio.gather(*desk._running)
        log = server.runtime.log
        (candidate,) = await log.shadows.candidates()
        (stored,) = await log.shadows.of(candidate, Question(By.WEEK))
        assert await log.erasure.delete(CALL, "ada", server.runtime.clock.now())
        assert await log.shadows.candidates() == {}
    assert candidate == "prompt mine@3/en"
    asked = [one.body for one in model.requests if "Be a candidate." in str(one.body)]
    assert [asked_turn(body)[0] for body in asked] == ["c1", "c2"]
    models = [card for card in stored.record.cards if card["lane"] == "llm"]
    assert {card["prompt"] for card in models} == {"mine@3/en"}
    assert {card["turn_id"] for card in models} <= {"c1", "c2"}
