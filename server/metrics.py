"""Metrics: figures for Prometheus, counted from the same events that everybody else gets."""

from prometheus_client import Counter, Gauge, Histogram

from conversation.events.event import CallEvent, EventType

RUNNING_CALLS = Gauge("callshadow_running_calls", "Calls that are being heard now")
EVENTS = Counter("callshadow_events", "Call events", ["type"])
LATENCY = Histogram(
    "callshadow_suggestion_latency_seconds",
    "From the end of the customer's speech to the first field of a suggestion",
    ["lane"],
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10),
)


def count(event: CallEvent) -> None:
    """Count an event of this process."""
    EVENTS.labels(event.type.value).inc()
    if event.type is EventType.SUGGESTION_FINAL:
        first_ms = event.data["latency_ms"]["from_speech_end_to_first"]
        LATENCY.labels(event.data["lane"]).observe(max(0, first_ms) / 1000)
