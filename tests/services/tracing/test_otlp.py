"""The export of spans, to a collector that takes them, refuses, hangs, or is not there."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from loguru import logger

from peers.otlp import OtlpPeer
from services.tracing import otlp
from services.tracing.otlp import open_provider

SPANS = 10


@pytest.fixture
async def collector() -> AsyncIterator[OtlpPeer]:
    async with OtlpPeer() as peer:
        yield peer


@pytest.fixture
def told() -> Iterator[list[str]]:
    """The lines of the log."""
    lines: list[str] = []
    sink = logger.add(lines.append)
    yield lines
    logger.remove(sink)


async def sent(endpoint: str, *, batches: int = 1) -> float:
    """How long it takes to make some spans, and to close; s."""
    clock = asyncio.get_running_loop().time
    provider = open_provider(endpoint, {}, request_s=0.3)
    began = clock()
    for _ in range(batches):
        for number in range(SPANS):
            provider.ids.next_trace = number + 1
            provider.tracer.start_span("work").end()
        await asyncio.to_thread(provider.queue.force_flush)
    await asyncio.to_thread(provider.close)
    return clock() - began


async def test_spans_are_sent_with_the_ids_of_their_traces(collector: OtlpPeer, told: list[str]):
    """A base address, with a slash or without; nothing is logged."""
    await sent(f"{collector.url}/")
    assert [int(span.trace_id, 16) for span in collector.spans] == [*range(1, SPANS + 1)]
    assert told == []


@pytest.mark.parametrize("endpoint", ["refuses", "http://127.0.0.1:9"])
async def test_an_endpoint_that_is_down_is_told_of_once(
    endpoint: str, collector: OtlpPeer, told: list[str]
):
    """However often it takes nothing; the process ends at once."""
    collector.status = 401
    await sent(collector.url if endpoint == "refuses" else endpoint, batches=2)
    assert len(told) == 1
    assert "does not take them" in told[0]


async def test_an_endpoint_that_comes_back_is_told_of(collector: OtlpPeer, told: list[str]):
    """With a line of its own."""
    provider = open_provider(collector.url, {})
    for status in (401, 200):
        collector.status = status
        provider.tracer.start_span("work").end()
        await asyncio.to_thread(provider.queue.force_flush)
    await asyncio.to_thread(provider.close)
    first, second = told
    assert "does not take them" in first
    assert "takes them again" in second


async def test_an_endpoint_that_hangs_holds_no_end_up(
    collector: OtlpPeer,
):
    """The last spans are waited for so long, and no longer."""
    collector.hangs = True
    provider = open_provider(collector.url, {})
    provider.tracer.start_span("work").end()
    clock = asyncio.get_running_loop().time
    began = clock()
    await asyncio.to_thread(provider.close, 0.2)
    assert 0.2 <= clock() - began < otlp.REQUEST_S


async def test_more_spans_than_the_queue_holds_are_dropped(collector: OtlpPeer):
    """Nobody waits, and the newest are kept."""
    collector.hangs = True
    provider = open_provider(collector.url, {})
    for _ in range(otlp.QUEUE + otlp.BATCH + 1):
        provider.tracer.start_span("work").end()
    await asyncio.to_thread(provider.close, 0.0)
