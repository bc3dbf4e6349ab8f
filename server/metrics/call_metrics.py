"""Call metrics: the outcomes of calls and of their cards, for Prometheus, counted from events.

Labels have few values: a source or a reason that is none of those known is `other`; calls, agents
and playbooks are no labels.
"""

from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from conversation.coaching.advice import LaneName
from conversation.errors import ErrorCode
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Component, ComponentState
from server.carriers.names import CARRIER_NAMES

SOURCES = frozenset({*CARRIER_NAMES, "microphone", "replay", "text", "upload"})
REASONS = frozenset(
    {
        *("hangup", "disconnected", "finished", "stopped", "replaced", "detached"),
        *("silent", "shutdown", "failed", "interrupted"),
    }
)
OTHER = "other"

CALLS = Counter("callshadow_calls", "Calls that have begun, by how they came in", ["source"])
ENDS = Counter("callshadow_call_ends", "Calls that have ended, by why", ["reason"])
CARDS = Counter(
    "callshadow_cards",
    "Cards by what became of them: shown whole (by lane), withdrawn or suppressed (by reason)",
    ["decision", "reason"],
)
STAGES = Histogram(
    "callshadow_stage_seconds",
    "The stages of a card's latency: recognition (speech end to turn), thinking (turn to the first"
    " field), writing (first field to the whole card)",
    ["stage", "lane"],
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10),
)
FOLLOWED = Counter("callshadow_followed", "Cards by what agents did with them", ["outcome"])
OBLIGATIONS = Counter("callshadow_obligations", "Obligations by how they came to stand", ["state"])
FEEDBACK = Counter("callshadow_feedback", "Ratings of cards by agents", ["rating"])
ERRORS = Counter("callshadow_errors", "Errors that calls were told of, by code", ["code"])
TROUBLED = Gauge(
    "callshadow_troubled_calls",
    "Running calls a component of which is not at work as it should be",
    ["component", "state"],
    multiprocess_mode="livesum",
)
_TROUBLES = (ComponentState.DEGRADED, ComponentState.DOWN)

# Told as 0 from the start: of a series that begins with its first increase, Prometheus sees none.
for _lane in LaneName:
    CARDS.labels("shown", _lane.value)
for _code in ErrorCode:
    ERRORS.labels(_code.value)


class CallCounter:
    """Counts the events of a process, and knows which of its calls are in trouble."""

    def __init__(self) -> None:
        """Know of no call."""
        self._troubles: dict[str, dict[str, str]] = {}  # state by component, by call

    def count(self, event: CallEvent) -> None:
        """Count an event."""
        if counter := _COUNTERS.get(event.type):
            counter(event.data)
        if event.type is EventType.STATUS:
            of_call = self._troubles.setdefault(event.call_id, {})
            of_call[event.data["component"]] = event.data["state"]
        elif event.type is EventType.CALL_ENDED:
            self._troubles.pop(event.call_id, None)

    def set_troubles(self, is_running: Callable[[str], bool]) -> None:
        """Tell how many of the running calls are in trouble now."""
        for call_id in [known for known in self._troubles if not is_running(known)]:
            del self._troubles[call_id]
        told = [pair for of_call in self._troubles.values() for pair in of_call.items()]
        for component in Component:
            for state in _TROUBLES:
                many = told.count((component.value, state.value))
                TROUBLED.labels(component.value, state.value).set(many)


def _shown(data: Mapping[str, Any]) -> None:
    lane, waits = data["lane"], data["latency_ms"]
    CARDS.labels("shown", lane).inc()
    speech, turn = "from_speech_end_to_first", "from_turn_to_first"
    if turn not in waits:
        return
    stages = {
        "recognition": waits[speech] - waits[turn],
        "thinking": waits[turn],
        "writing": waits["from_turn_to_final"] - waits[turn],
    }
    for stage, ms in stages.items():
        STAGES.labels(stage, lane).observe(max(0, ms) / 1000)


def _known(value: str, known: frozenset[str]) -> str:
    return value if value in known else OTHER


_COUNTERS = {
    EventType.CALL_STARTED: lambda data: CALLS.labels(
        _known(data.get("source", OTHER), SOURCES)
    ).inc(),
    EventType.CALL_ENDED: lambda data: ENDS.labels(
        _known(data.get("reason", OTHER), REASONS)
    ).inc(),
    EventType.SUGGESTION_FINAL: _shown,
    EventType.SUGGESTION_WITHDRAWN: lambda data: CARDS.labels("withdrawn", data["reason"]).inc(),
    EventType.SUGGESTION_SUPPRESSED: lambda data: CARDS.labels("suppressed", data["reason"]).inc(),
    EventType.SUGGESTION_FOLLOWED: lambda data: FOLLOWED.labels(data["outcome"]).inc(),
    EventType.OBLIGATION_UPDATED: lambda data: OBLIGATIONS.labels(data["state"]).inc(),
    EventType.FEEDBACK_RECORDED: lambda data: FEEDBACK.labels(data["rating"]).inc(),
    EventType.ERROR: lambda data: ERRORS.labels(data["error_code"]).inc(),
}
