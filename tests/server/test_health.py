from pathlib import Path

from conversation.events.event import EventType
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from knowledge.document import Audience
from peers.sqlite_lock import locked
from tests.knowledge.toy_embedder import document
from tests.payloads import raw
from tests.server.stage import MARIAS, an_app, asked, say

FINAL = {"suggestion_id": "s1", "lane": "llm", "latency_ms": {"from_speech_end_to_first": 420}}


async def test_the_process_lives_and_is_ready(tmp_path: Path):
    """Liveness asks nothing; readiness asks the event log."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_a_log_that_can_only_be_read_is_not_ready(tmp_path: Path):
    """Another process holds the file: readiness is 503 with the cause, and goes back to 200."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        with locked(tmp_path / "calls.db"):
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["error_code"] == "event_log_unavailable"
        assert "takes no write" in answer.json()["message"]
        assert (await client.get("/readyz")).status_code == 200


def value(text: str, name: str) -> float:
    """A figure in Prometheus's text format; 0 where it is not there yet."""
    lines = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(lines[0].rsplit(" ", 1)[1]) if lines else 0.0


async def test_what_happens_is_counted(tmp_path: Path):
    """Events by type, the calls that run, how long advice took, how recognisers are."""
    turns = 'callshadow_events_total{type="turn.final"}'
    waited = 'callshadow_suggestion_latency_seconds_sum{lane="llm"}'
    failovers = 'callshadow_stt_statuses_total{code="stt_failover"}'
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        before = (await client.get("/metrics")).text
        await say(runtime, MARIAS, 5)
        status = Status(
            Component.STT, ComponentState.DEGRADED, StatusCode.STT_FAILOVER, "Acme hears."
        )
        await runtime.events.publish(MARIAS, status)
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, FINAL))
        async with runtime.calls.claim(MARIAS):
            answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    after = answer.text
    assert value(after, turns) - value(before, turns) == 1
    assert value(after, failovers) - value(before, failovers) == 1
    assert round(value(after, waited) - value(before, waited), 3) == 0.42
    assert value(after, "callshadow_running_calls") == 1


async def test_lookups_in_the_caches_of_knowledge_are_counted(tmp_path: Path):
    """By the cache, and by whether it had what was asked."""
    names = [
        f'callshadow_knowledge_cache_lookups_total{{cache="searches",result="{result}"}}'
        for result in ("hit", "miss")
    ]
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        await runtime.knowledge.add(*document("price", "Enterprise costs 90 euros a seat."))
        before = (await client.get("/metrics")).text
        for _ in range(3):
            await runtime.knowledge.search("what does enterprise cost", Audience(), 3)
        after = (await client.get("/metrics")).text
    assert [value(after, name) - value(before, name) for name in names] == [2, 1]


async def test_advice_that_was_guessed_early_is_no_negative_wait(tmp_path: Path):
    """A wait below 0 counts as none."""
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        early = FINAL | {"latency_ms": {"from_speech_end_to_first": -80}}
        name = 'callshadow_suggestion_latency_seconds_sum{lane="llm"}'
        before = value((await client.get("/metrics")).text, name)
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, early))
        assert value((await client.get("/metrics")).text, name) == before
