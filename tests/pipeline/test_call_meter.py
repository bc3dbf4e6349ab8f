"""What a call has taken of the models, and its budget: told to it, kept, and gone on with."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from conversation.coaching.usage import Usage
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Payload
from conversation.models.budget import Caps
from conversation.models.spending import Spent
from conversation.speech.speakers import Speaker
from peers.anthropic import CACHED, AnthropicPeer
from peers.openai import OpenAIPeer
from pipeline.call_meter import LOOK_S, TELL_S, CallMeter, HeardAudio
from pipeline.call_start import Call
from pipeline.runtime import Runtime, open_runtime
from pipeline.text_call import TextFeed, run_text_call
from settings import load
from tests.services.test_failover import Model, chain

CALL = Call("CA-cost", "text")
RATES = "openai:gpt-4.1-mini=100/200"
"""0.01 USD a hundred tokens: the peer's request has a hundred."""


def spent(cost: float) -> Spent:
    return Spent("openai:a", "sales", "coach@3/en", Usage("a", 100, 0, 10, cost=cost))


class Heard:
    """What a call was told: the types, and the data."""

    def __init__(self) -> None:
        self.told: list[tuple[float, dict[str, Any]]] = []

    async def publish(self, payload: Payload) -> None:
        self.told.append((asyncio.get_running_loop().time(), payload.as_data()))


@pytest.mark.looptime
async def test_what_is_taken_is_told_now_and_then():
    """Soon at first, then at most every 30 s, and only what is new; the audio is counted."""
    heard, models = Heard(), chain(Model("a"))
    meter = CallMeter(models, heard.publish, HeardAudio(lambda: 90_400))
    running = asyncio.create_task(meter.run())
    for _ in range(50):
        meter.spending.add(spent(0.01))
        await asyncio.sleep(1)
    await asyncio.sleep(100)
    running.cancel()
    assert [round(at) for at, _ in heard.told] == [2, 32, 62]
    assert [data["requests"] for _, data in heard.told] == [2, 32, 50]
    assert heard.told[-1][1]["audio_s"] == 90
    assert heard.told[-1][1]["cost"] == pytest.approx(0.5)
    assert (LOOK_S, TELL_S) == (2, 30)
    assert not await meter.tell()


@pytest.mark.parametrize(("price", "told"), [(0.0077, [(0, 120, 0.0154)]), (None, [])])
async def test_the_audio_costs_where_no_model_is_asked(
    price: float | None, told: list[tuple[int, int, float]]
):
    """At the end, where its price is known."""
    heard = Heard()
    await CallMeter(None, heard.publish, HeardAudio(lambda: 120_000, price)).tell_last()
    costs = [(data["requests"], data["audio_s"], data["audio_cost"]) for _, data in heard.told]
    assert costs == told


async def test_the_end_tells_all_audio():
    """That which came after the last request too; the same is not told twice."""
    heard, ms = Heard(), 60_000
    meter = CallMeter(None, heard.publish, HeardAudio(lambda: ms))
    meter.spending.add(spent(0.01))
    await meter.tell()
    ms = 90_000
    await meter.tell_last()
    await meter.tell_last()
    assert [data["audio_s"] for _, data in heard.told] == [60, 90]


@pytest.mark.looptime
async def test_a_change_of_the_budget_is_told_once():
    """Nearly spent, spent, and there again: the day that ends brings a new one."""
    heard = Heard()
    models = chain(Model("a", typical_cost=0.01), caps=Caps(day=1.0))
    meter = CallMeter(models, heard.publish, HeardAudio(lambda: 0))
    running = asyncio.create_task(meter.run())
    for day in (0.5, 0.85, 0.9, 1.2, 0.0):
        models.desk.budget.learn(day, day)
        await asyncio.sleep(3 * LOOK_S)
    running.cancel()
    assert [(data["state"], data["code"]) for _, data in heard.told] == [
        ("ok", "coach_budget_saving"),
        ("degraded", "coach_budget_spent"),
        ("ok", "coach_budget_again"),
    ]
    assert heard.told[1][1]["detail"].startswith("The budget of a day (1 USD) is spent. Only")


@pytest.fixture
async def peer() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        yield peer


def settings(peer: OpenAIPeer, folder: Path, **more: Any) -> dict[str, Any]:
    known = {"openai_base_url": peer.url, "coach_prices": RATES, "coach_meaning": False}
    return {"data_dir": folder, "coach_timeout_secs": 60} | known | more


async def call(runtime: Runtime, peer: OpenAIPeer, *, asked: int = 1) -> list[CallEvent]:
    """A call of one objection, heard to its end; returns all of its events."""
    before = len(peer.requests)

    async def feed(text: TextFeed) -> str:
        await text.say(Speaker.CUSTOMER, "That is far too expensive for us.")
        if asked:
            await peer.until(lambda: len(peer.requests) >= before + asked)
        return "hangup"

    await run_text_call(runtime, CALL, feed)
    return await runtime.log.read(CALL.call_id)


def of(events: list[CallEvent], kind: EventType) -> list[dict[str, Any]]:
    return [event.data for event in events if event.type is kind]


async def test_a_call_ends_with_what_it_took(peer: OpenAIPeer, tmp_path: Path):
    """By specialist, prompt and model; a card names its own cost; the day's sum is kept."""
    async with open_runtime(load(**settings(peer, tmp_path))) as runtime:
        events = await call(runtime, peer)
    [final] = [card for card in of(events, EventType.SUGGESTION_FINAL) if card["model"]]
    assert final["usage"]["cost"] == pytest.approx(0.01 + final["usage"]["output"] * 0.0002)
    [taken] = of(events, EventType.USAGE_UPDATED)
    assert (taken["requests"], taken["input"], taken["audio_s"]) == (1, 100, 0)
    assert taken["cost"] == pytest.approx(final["usage"]["cost"])
    [part] = taken["by"]
    assert (part["specialist"], part["model"]) == ("sales", "openai:gpt-4.1-mini")
    assert part["prompt"] == final["prompt"]
    assert [event.type for event in events[-2:]] == [
        EventType.USAGE_UPDATED,
        EventType.CALL_ENDED,
    ]


async def test_a_day_that_is_spent_stays_so_over_a_restart(peer: OpenAIPeer, tmp_path: Path):
    """The next process asks no model, and the playbook advises; nothing stops."""
    known = settings(peer, tmp_path, coach_budget_per_day=0.001)
    async with open_runtime(load(**known)) as runtime:
        await call(runtime, peer)
    async with open_runtime(load(**known)) as runtime:
        again = Call("CA-later", "text")

        async def feed(text: TextFeed) -> str:
            await text.say(Speaker.CUSTOMER, "That is far too expensive for us.")
            return "hangup"

        asked = len(peer.requests)
        await run_text_call(runtime, again, feed)
        events = await runtime.log.read("CA-later")
    assert len(peer.requests) == asked
    assert [card["lane"] for card in of(events, EventType.SUGGESTION_FINAL)] == ["instant"]
    [error] = of(events, EventType.ERROR)
    assert error["error_code"] == "coach_budget_spent"
    statuses = [status["code"] for status in of(events, EventType.STATUS)]
    assert "coach_budget_spent" in statuses


OBJECTIONS = (
    "That is far too expensive for us.",
    "Another vendor is half the price, honestly.",
    "I would have to ask my boss about that first.",
)


async def test_the_static_part_is_the_same_bytes_over_a_call(tmp_path: Path):
    """It comes first, so that a provider can cache it; what is cached is counted."""
    async with AnthropicPeer(first_token_s=0, token_s=0) as peer:
        known = {
            "coach_models": "anthropic:claude-haiku-4-5",
            "anthropic_base_url": peer.url,
            "anthropic_api_key": "k",
            "coach_timeout_secs": 60,
            "coach_meaning": False,
            "data_dir": tmp_path,
        }

        async def feed(text: TextFeed) -> str:
            for number, words in enumerate(OBJECTIONS, 1):
                await text.say(Speaker.CUSTOMER, words)
                await peer.until(lambda n=number: len(peer.requests) >= n)
                await peer.until(lambda n=number: bool(peer.requests[n - 1].outcome))
                await text.say(Speaker.AGENT, "I see. Let me look at what we can do there.")
            return "hangup"

        async with open_runtime(load(**known)) as runtime:
            await run_text_call(runtime, CALL, feed)
            [*_, taken] = of(await runtime.log.read(CALL.call_id), EventType.USAGE_UPDATED)
    statics = {json.dumps(request.body["system"]) for request in peer.requests}
    assert len(statics) == 1
    assert "cache_control" in statics.pop()
    assert len({json.dumps(request.body["messages"]) for request in peer.requests}) > 1
    assert taken["cached"] >= 2 * CACHED
