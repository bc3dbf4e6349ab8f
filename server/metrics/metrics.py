"""Metrics: figures for Prometheus, counted from the same events that everybody else gets.

Several workers write theirs to files in one folder, and each answers with all of them.
"""

import asyncio

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Component
from conversation.events.status_codes import StatusCode
from pipeline.runtime import Runtime
from server.metrics.call_metrics import CallCounter
from server.metrics.model_metrics import set_breakers
from server.metrics.process_metrics import QUEUED, set_budget, set_disk
from settings.metrics_folder import metrics_folder

_SAMPLE_S = 1.0
_RESULTS = {"hits": "hit", "misses": "miss"}

RUNNING_CALLS = Gauge(
    "callshadow_running_calls", "Calls that are being heard now", multiprocess_mode="livesum"
)
TASKS = Gauge(
    "callshadow_tasks", "What asyncio has to do, at this moment", multiprocess_mode="livesum"
)
EVENTS = Counter("callshadow_events", "Call events", ["type"])
AUTHENTICATIONS = Counter(
    "callshadow_authentications",
    "Keys and tokens that were presented, by whether they hold",
    ["result"],
)
STT_STATUSES = Counter(
    "callshadow_stt_statuses",
    "What was told of recognisers: stt_failover, stt_reconnecting, stt_recovered …",
    ["code"],
)
for _code in StatusCode:  # as 0, from the start, as in `server.metrics.call_metrics`
    if _code.startswith("stt_"):
        STT_STATUSES.labels(_code.value)
LATENCY = Histogram(
    "callshadow_suggestion_latency_seconds",
    "From the end of the customer's speech to the first field of a suggestion",
    ["lane"],
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10),
)
KNOWLEDGE_LOOKUPS = Counter(
    "callshadow_knowledge_cache_lookups",
    "Lookups in the caches of what the company knows: embeddings, searches, web",
    ["cache", "result"],
)

SPOOLED = Gauge(
    "callshadow_spooled_events",
    "Events that are kept until the event log takes them",
    multiprocess_mode="livesum",
)
SPOOL_AGE = Gauge(
    "callshadow_spool_oldest_seconds",
    "The age of the oldest event that the event log has yet to take",
    multiprocess_mode="livemax",
)


_COUNTER = CallCounter()


def count(event: CallEvent) -> None:
    """Count an event of this process."""
    EVENTS.labels(event.type.value).inc()
    _COUNTER.count(event)
    if event.type is EventType.STATUS and event.data["component"] == Component.STT:
        STT_STATUSES.labels(event.data["code"]).inc()
    if event.type is EventType.SUGGESTION_FINAL:
        first_ms = event.data["latency_ms"]["from_speech_end_to_first"]
        LATENCY.labels(event.data["lane"]).observe(max(0, first_ms) / 1000)


async def exposition(runtime: Runtime) -> bytes:
    """All figures in Prometheus's text format: of this process, or of all workers."""
    await _set_gauges(runtime)
    if not metrics_folder():
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)


async def sample(runtime: Runtime) -> None:
    """Tell the other workers each second how things are here; without an end."""
    while metrics_folder():
        await _set_gauges(runtime)
        await asyncio.sleep(_SAMPLE_S)


async def _set_gauges(runtime: Runtime) -> None:
    RUNNING_CALLS.set(len(runtime.calls))
    TASKS.set(len(asyncio.all_tasks()))
    spooled = runtime.log.spooled(runtime.clock.now())
    SPOOLED.set(spooled.events)
    SPOOL_AGE.set(spooled.oldest_s)
    QUEUED.set(runtime.events.waiting)
    _COUNTER.set_troubles(runtime.calls.__contains__)
    await set_disk(runtime.settings.data_dir)
    models = runtime.coaches.models
    set_breakers(models)
    if models:
        set_budget(models.desk.budget)
    desk = runtime.coaches.knowledge
    for cache, lookups in desk.caches.items() if desk else ():
        for result, times in lookups.take()._asdict().items():
            KNOWLEDGE_LOOKUPS.labels(cache, _RESULTS[result]).inc(times)
