"""The call and the turn that work is traced for."""

import asyncio
from pathlib import Path

from loguru import logger

from coach.current_trace import span, tracing_of, working_on
from conversation.events.trace_ids import trace_id
from conversation.tracing import NO_SPAN, Work
from peers.otlp import OtlpPeer
from pubsub.clock import Clock
from services.tracing.otlp import open_provider
from services.tracing.otlp_tracer import OtlpTracer
from services.tracing.wall_time import WallTime
from tests.coach.stage import turn


async def test_where_nothing_is_traced_nothing_is_done() -> None:
    """One object stands for all spans, and the log has no trace."""
    lines: list[dict[str, str]] = []
    sink = logger.add(lambda message: lines.append(dict(message.record["extra"])))
    with tracing_of(None), working_on(turn(1), 0.0):
        assert span(Work.RETRIEVAL) is NO_SPAN
        logger.info("at work")
    logger.remove(sink)
    assert "trace_id" not in lines[0]


async def test_tasks_and_log_lines_of_a_turn_are_of_its_trace(tmp_path: Path) -> None:
    """Those that begin within the block; what raises is told by its type alone."""
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["extra"].get("trace_id", "")))

    async def work() -> None:
        logger.info("at work")
        with span("failing"):
            raise ValueError("zebrafish")

    async with OtlpPeer() as collector:
        provider = open_provider(collector.url, {})
        tracer = OtlpTracer(provider, WallTime(Clock()))
        now = asyncio.get_running_loop().time()
        with tracer.call("CA1", {}) as trace, tracing_of(trace):
            logger.info("before")
            with working_on(turn(3), now - 0.5, now):
                task = asyncio.create_task(work())
            assert tracer.live("CA1") is trace
            await asyncio.gather(task, return_exceptions=True)
        assert tracer.live("CA1") is None
        await asyncio.to_thread(provider.close)
    logger.remove(sink)
    assert lines == [trace_id("CA1"), trace_id("CA1", "c3")]
    (failing,) = collector.named("failing")
    (turns,) = collector.named("turn")
    assert (failing.trace_id, failing.parent_id) == (trace_id("CA1", "c3"), turns.span_id)
    assert failing.attributes["error.type"] == "ValueError"
    assert b"zebrafish" not in collector.bytes
    (recognition,) = collector.named("recognition")
    assert 0.4 < (recognition.end - recognition.start) / 1e9 < 0.6
