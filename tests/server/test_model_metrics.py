"""What Prometheus and the calls are told of the models, with real servers behind the chain."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from conversation.events.event import EventType
from conversation.models.breaker import PERIOD_S
from conversation.speech.speakers import Speaker
from peers.anthropic import AnthropicPeer
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from pipeline.runtime import Runtime
from pipeline.text_session import TextAnswer, TextSession
from tests.payloads import raw
from tests.server.stage import an_app, asked

CALLS = 20
DEADLINE_S, WITHIN_S = 1.5, 0.4
CALL = "CA-models"


@pytest.fixture
async def peers() -> AsyncIterator[tuple[OpenAIPeer, OpenAIPeer]]:
    """The first choice, and the second."""
    async with (
        OpenAIPeer(first_token_s=0.1, token_s=0) as first,
        AnthropicPeer(first_token_s=0.1, token_s=0) as second,
    ):
        yield first, second


def settings(first: OpenAIPeer, second: OpenAIPeer) -> dict[str, Any]:
    return {
        "coach_models": "openai:gpt-4.1-mini,anthropic:claude-haiku-4-5",
        "openai_base_url": first.url,
        "anthropic_api_key": "k",
        "anthropic_base_url": second.url,
        "coach_timeout_secs": 8,
        "coach_meaning": False,
    }


async def advised(runtime: Runtime) -> TextAnswer:
    """One call's advice on an objection."""
    session = TextSession(runtime.redactor())
    return await session.process(
        runtime.coaches, Speaker.CUSTOMER, "That is far too expensive for us."
    )


async def all_advised(runtime: Runtime, calls: int = CALLS) -> tuple[set[str], float]:
    """The models behind the cards of all calls at once, and how long the last one took."""
    clock = asyncio.get_running_loop().time
    began = clock()
    answers = await asyncio.gather(*(advised(runtime) for _ in range(calls)))
    return {(answer.suggestion or {}).get("model", "") for answer in answers}, clock() - began


@pytest.mark.looptime
async def test_an_outage_of_the_first_choice(
    tmp_path: Path, peers: tuple[OpenAIPeer, OpenAIPeer]
) -> None:
    """It hangs: 20 calls get their advice from the second within 400 ms of the deadline.

    From then on they have it at once, the broken one sees one probe a period, calls and Prometheus
    are told, and when it is back it is the first choice again.
    """
    first, second = peers
    async with an_app(tmp_path, **settings(first, second)) as (runtime, app), asked(app) as client:
        await runtime.events.publish(CALL, raw(EventType.CALL_STARTED, {"source": "text"}))
        assert (await all_advised(runtime, 3))[0] == {"gpt-4.1-mini"}
        normally = len(first.requests)
        first.trouble = Trouble(hang=True)
        models, took_s = await all_advised(runtime)
        assert models == {"claude-haiku-4-5"}
        assert DEADLINE_S <= took_s <= DEADLINE_S + WITHIN_S
        during = len(first.requests)
        assert during - normally <= CALLS
        models, took_s = await all_advised(runtime)
        assert models == {"claude-haiku-4-5"}
        assert took_s <= WITHIN_S
        assert len(first.requests) == during
        told = (await client.get("/metrics")).text
        assert 'callshadow_model_breaker{model="openai:gpt-4.1-mini"} 2.0' in told
        assert 'callshadow_model_breaker{model="anthropic:claude-haiku-4-5"} 0.0' in told
        for _ in range(3):
            await asyncio.sleep(PERIOD_S)
            await all_advised(runtime, 3)
        assert len(first.requests) == during + 3
        first.trouble = None
        await asyncio.sleep(PERIOD_S)
        await all_advised(runtime, 3)
        assert (await all_advised(runtime, 3))[0] == {"gpt-4.1-mini"}
        events = await runtime.log.read(CALL)
    statuses = [event.data for event in events if event.type is EventType.STATUS]
    assert [(s["code"], s["state"], s["model"]) for s in statuses] == [
        ("coach_failover", "degraded", "anthropic:claude-haiku-4-5"),
        ("coach_recovered", "ok", "openai:gpt-4.1-mini"),
    ]
    assert "openai:gpt-4.1-mini is not asked for now" in statuses[0]["detail"]
