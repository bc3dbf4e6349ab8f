"""Spans of whole calls, as a collector on loopback decodes them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from conversation.events.event import CallEvent, EventType
from conversation.events.trace_ids import trace_id
from conversation.speech.speakers import Speaker
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from peers.otlp import OtlpPeer, TakenSpan
from pipeline.call_start import Call
from pipeline.runtime import open_runtime
from pipeline.text_call import TextFeed, run_text_call
from pubsub.clock import Clock
from services.tracing.otlp import SpanProvider
from services.tracing.otlp_tracer import OtlpTracer
from services.tracing.wall_time import WallTime
from settings import load
from tests.knowledge.toy_embedder import document

CALL = Call("CA-traced", "text")
SAID = "That enterprise plan is far too expensive for us zebrafish people."
FACT = "The enterprise plan costs ninety euros a seat."
HEADERS = {"x-api-key": "a,secret"}
CLIENT = 3  # of SpanKind, on the wire


async def traced(
    model: OpenAIPeer, folder: Path, endpoint: str | None, **more: Any
) -> list[CallEvent]:
    """A call of one objection that the model answers, heard to its end; all of its events."""
    known = {
        "data_dir": folder,
        "openai_base_url": model.url,
        "coach_prices": "openai:gpt-4.1-mini=100/200",
        "coach_meaning": False,
        "otel_exporter_otlp_endpoint": endpoint,
        "otel_exporter_otlp_headers": "X-Api-Key=a%2Csecret",
    }
    knows = more.pop("knows", False)
    before = len(model.requests)

    async def feed(text: TextFeed) -> str:
        await text.say(Speaker.CUSTOMER, SAID)
        await model.until(lambda: len(model.requests) > before)
        return "hangup"

    async with open_runtime(load(**{**known, **more})) as runtime:
        if knows:
            await runtime.knowledge.add(*document("plans", FACT))
        await run_text_call(runtime, CALL, feed)
        return await runtime.log.read(CALL.call_id)


@dataclass(frozen=True)
class Scene:
    """A call that was traced: what the collector has, and its events."""

    collector: OtlpPeer
    events: list[CallEvent]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One call, with a document that is looked up, for several tests."""
    async with (
        OpenAIPeer(first_token_s=0, token_s=0) as model,
        OtlpPeer(HEADERS) as collector,
    ):
        folder = tmp_path_factory.mktemp("traced")
        yield Scene(collector, await traced(model, folder, collector.url, knows=True))


@pytest.fixture
async def model() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        yield peer


def only(spans: list[TakenSpan]) -> TakenSpan:
    [span] = spans
    return span


def test_a_turn_is_a_trace_from_the_end_of_its_speech_to_what_is_delivered(scene: Scene):
    """Each piece of work is a child of the turn, within its time; the call is another trace."""
    collector = scene.collector
    turn, call = only(collector.named("turn")), only(collector.named("call"))
    assert turn.trace_id == trace_id("CA-traced", "c1")
    assert call.trace_id == trace_id("CA-traced")
    assert turn.parent_id == call.parent_id == ""
    assert turn.links == [(call.trace_id, call.span_id)]
    work = [one for one in collector.spans if one.trace_id == turn.trace_id and one is not turn]
    names = {"recognition", "retrieval", "chat gpt-4.1-mini", "arbiter", "delivery"}
    assert {span.name for span in work} == names
    assert {span.parent_id for span in work} == {turn.span_id}
    assert all(turn.start <= span.start <= span.end <= turn.end for span in work)
    assert turn.attributes["gen_ai.conversation.id"] == "CA-traced"
    assert turn.attributes["callshadow.speaker"] == "customer"
    told = {s.attributes["callshadow.event.type"] for s in work if s.name == "delivery"}
    assert {"turn.final", "suggestion.started", "suggestion.final"} <= told
    decisions = {span.attributes["callshadow.decision"] for span in collector.named("arbiter")}
    assert decisions <= {"show", "replace", "hold", "suppress"}


def test_no_recognition_begins_before_its_turn():
    """When its speech ended is read twice, and a busy process is between the two."""
    spans = InMemorySpanExporter()
    provider = SpanProvider(spans)
    with OtlpTracer(provider, WallTime(Clock())).call("CA1", {}) as call:
        call.begin_turn("c1", "customer", spoken_s=0.2)
        call.recognised("c1", spoken_s=0.5, made_s=0.4)
    provider.close()
    began = {span.name: (span.start_time, span.end_time) for span in spans.get_finished_spans()}
    turn, recognition = began["turn"], began["recognition"]
    assert turn[0] == recognition[0] == recognition[1]


def test_a_request_to_a_model_is_told_by_the_conventions(scene: Scene):
    """Who was asked, what it took and what it cost are those of the card."""
    chat = only(scene.collector.named("chat gpt-4.1-mini"))
    assert chat.kind == CLIENT
    finals = [one.data for one in scene.events if one.type is EventType.SUGGESTION_FINAL]
    [card] = [data for data in finals if data["model"]]
    asked = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4.1-mini",
        "gen_ai.response.model": "gpt-4.1-mini",
        "gen_ai.usage.input_tokens": card["usage"]["input"],
        "gen_ai.usage.output_tokens": card["usage"]["output"],
        "callshadow.cost_usd": card["usage"]["cost"],
        "callshadow.specialist": "sales",
        "callshadow.prompt": card["prompt"],
    }
    assert chat.attributes | asked == chat.attributes
    assert chat.attributes["gen_ai.response.time_to_first_chunk"] >= 0
    assert chat.resource["service.name"] == "call-shadow"


def test_no_word_leaves(scene: Scene):
    """Neither a caller's, nor a document's, nor a card's is in what was sent."""
    finals = [one.data for one in scene.events if one.type is EventType.SUGGESTION_FINAL]
    words = ["zebrafish", "expensive", "ninety", *(card["headline"] for card in finals)]
    assert [word for word in words if word.encode() in scene.collector.bytes] == []


def test_each_event_names_its_trace(scene: Scene):
    """A turn's, or the call's own; as it was stored, too."""
    of_turn, of_call = trace_id("CA-traced", "c1"), trace_id("CA-traced")
    assert {event.trace_id for event in scene.events} == {of_turn, of_call}
    by_type = {event.type: event.trace_id for event in scene.events}
    assert by_type[EventType.CALL_STARTED] == by_type[EventType.CALL_ENDED] == of_call
    assert by_type[EventType.TURN_FINAL] == by_type[EventType.SUGGESTION_FINAL] == of_turn
    assert scene.events[0].as_dict()["trace_id"] == of_call


async def test_words_are_told_where_they_are_asked_for(model: OpenAIPeer, tmp_path: Path):
    """TRACE_WORDS: what the model was told and wrote, as the conventions have it."""
    async with OtlpPeer() as collector:
        await traced(model, tmp_path, collector.url, trace_words=True)
    chat = only(collector.named("chat gpt-4.1-mini"))
    assert "zebrafish" in chat.attributes["gen_ai.input.messages"]
    assert '"role":"assistant"' in chat.attributes["gen_ai.output.messages"]


async def test_a_model_that_fails_is_told_by_its_code(model: OpenAIPeer, tmp_path: Path):
    """The span has failed, with our code and without the server's message."""
    model.trouble = Trouble(status=401)
    async with OtlpPeer() as collector:
        await traced(model, tmp_path, collector.url)
    chat = only(collector.named("chat gpt-4.1-mini"))
    assert chat.has_failed
    assert chat.attributes["error.type"].startswith("coach_")


async def test_without_an_endpoint_nothing_is_traced(model: OpenAIPeer, tmp_path: Path):
    """No event has a trace, and their JSON is what it was."""
    events = await traced(model, tmp_path, None)
    assert {event.trace_id for event in events} == {None}
    assert "trace_id" not in events[0].as_dict()
