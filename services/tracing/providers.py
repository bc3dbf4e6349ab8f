"""Tracer of a process, where `OTEL_EXPORTER_OTLP_ENDPOINT` says where spans go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from loguru import logger

from conversation.tracing import Tracer
from pubsub.clock import Clock
from services.tracing.wall_time import WallTime
from settings import Settings


@asynccontextmanager
async def open_tracer(settings: Settings, clock: Clock) -> AsyncIterator[Tracer | None]:
    """The process's tracer, until the block ends, which sends what is left; None without one."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if not endpoint:
        yield None
        return
    # Imported where it is wanted: its libraries take a third of a second.
    otlp = await asyncio.to_thread(import_module, "services.tracing.otlp")
    provider = otlp.open_provider(endpoint, settings.otlp_headers)
    logger.info("traces go to {}", endpoint)
    try:
        module = import_module("services.tracing.otlp_tracer")
        yield module.OtlpTracer(provider, WallTime(clock), tells_words=settings.trace_words)
    finally:
        await asyncio.to_thread(provider.close)
