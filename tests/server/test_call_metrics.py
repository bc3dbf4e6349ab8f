"""What becomes of calls and cards, as it is counted."""

import importlib
import re
from typing import Any

import pytest
from prometheus_client import REGISTRY

from conversation.coaching.advice import LaneName
from conversation.errors import ErrorCode
from conversation.events.event import CallEvent, EventType
from conversation.events.status_codes import StatusCode
from server.metrics.call_metrics import REASONS, SOURCES, CallCounter
from tests.differences import differences
from tests.product import ROOT
from tests.stores.events import NOON

CARD = {
    "lane": "llm",
    "latency_ms": {
        "from_speech_end_to_first": 900,
        "from_speech_end_to_final": 1500,
        "from_turn_to_first": 600,
        "from_turn_to_final": 1200,
    },
}


def value(name: str, **labels: str) -> float:
    """A figure as it is now."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def event(kind: EventType, data: dict[str, Any], call_id: str = "CA1") -> CallEvent:
    return CallEvent(call_id, kind, NOON, data)


@pytest.mark.parametrize(
    ("kind", "data", "name", "labels"),
    [
        (EventType.CALL_STARTED, {"source": "twilio"}, "calls", {"source": "twilio"}),
        (EventType.CALL_STARTED, {"source": "carrier pigeon"}, "calls", {"source": "other"}),
        (EventType.CALL_ENDED, {"reason": "hangup"}, "call_ends", {"reason": "hangup"}),
        (EventType.CALL_ENDED, {"reason": "said so"}, "call_ends", {"reason": "other"}),
        (EventType.SUGGESTION_FINAL, CARD, "cards", {"decision": "shown", "reason": "llm"}),
        (
            EventType.SUGGESTION_WITHDRAWN,
            {"reason": "superseded"},
            "cards",
            {"decision": "withdrawn", "reason": "superseded"},
        ),
        (
            EventType.SUGGESTION_SUPPRESSED,
            {"reason": "no_signal"},
            "cards",
            {"decision": "suppressed", "reason": "no_signal"},
        ),
        (EventType.SUGGESTION_FOLLOWED, {"outcome": "said"}, "followed", {"outcome": "said"}),
        (EventType.OBLIGATION_UPDATED, {"state": "missed"}, "obligations", {"state": "missed"}),
        (EventType.FEEDBACK_RECORDED, {"rating": "used"}, "feedback", {"rating": "used"}),
        (EventType.ERROR, {"error_code": "coach_timeout"}, "errors", {"code": "coach_timeout"}),
    ],
)
def test_an_event_is_counted(
    kind: EventType, data: dict[str, Any], name: str, labels: dict[str, str]
):
    """Once, by what it says; what a stream may say at will is no label."""
    name = f"callshadow_{name}_total"
    before = value(name, **labels)
    CallCounter().count(event(kind, data))
    assert value(name, **labels) == before + 1


def test_the_stages_of_a_card_add_up_to_its_latency():
    """Speech to turn, turn to first field, first field to whole."""
    stages = ("recognition", "thinking", "writing")
    name = "callshadow_stage_seconds_sum"
    before = [value(name, stage=stage, lane="llm") for stage in stages]
    CallCounter().count(event(EventType.SUGGESTION_FINAL, CARD))
    after = [value(name, stage=stage, lane="llm") for stage in stages]
    added = [round(now - then, 3) for now, then in zip(after, before, strict=True)]
    assert added == [0.3, 0.6, 0.6]
    assert sum(added) == CARD["latency_ms"]["from_speech_end_to_final"] / 1000


def test_a_call_is_in_trouble_until_it_is_well_or_over():
    """Each component by its last status; calls that go on elsewhere don't count here."""
    counter = CallCounter()

    def tell(call_id: str, state: str) -> None:
        data = {"component": "stt", "state": state}
        counter.count(event(EventType.STATUS, data, call_id))

    def down(running: set[str]) -> float:
        counter.set_troubles(running.__contains__)
        return value("callshadow_troubled_calls", component="stt", state="down")

    for call_id in ("CA1", "CA2", "CA3"):
        tell(call_id, "down")
    everywhere = {"CA1", "CA2", "CA3"}
    assert down(everywhere) == 3
    tell("CA1", "ok")
    counter.count(event(EventType.CALL_ENDED, {"reason": "hangup"}, "CA2"))
    assert down(everywhere) == 1
    assert down({"CA1"}) == 0


def test_the_sources_and_the_reasons_are_those_of_the_contract():
    """`docs/events.md` lists them."""
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    (sources,) = re.findall(r"^\| `source` \| string \| (.*)\|$", page, re.M)
    told = re.findall(r"`(\w+)`", sources)
    assert differences("the row `source` of docs/events.md", told, SOURCES) == []
    (reasons,) = re.findall(r"^\| `reason` \| string \| (`hangup`.*)\|$", page, re.M)
    told = re.findall(r"`(\w+)`", reasons)
    assert differences("the row `reason` of docs/events.md", told, REASONS) == []


def test_what_alerts_look_at_is_told_before_it_first_happens():
    """Prometheus sees no increase in a series that begins with its first increase."""
    names = {
        "callshadow_errors_total": [{"code": code.value} for code in ErrorCode],
        "callshadow_stt_statuses_total": [
            {"code": code.value} for code in StatusCode if code.startswith("stt_")
        ],
        "callshadow_cards_total": [
            {"decision": "shown", "reason": lane.value} for lane in LaneName
        ],
    }
    told = [REGISTRY.get_sample_value(name, one) for name, all in names.items() for one in all]
    assert len(told) > 20
    assert None not in told


def test_no_metric_has_a_call_or_a_person_for_a_label():
    """Labels have few values, in whatever module a metric is made."""
    importlib.import_module("server.metrics.metrics")
    labels = {
        label
        for metric in set(REGISTRY._names_to_collectors.values())  # pyright: ignore[reportAttributeAccessIssue]
        for label in getattr(metric, "_labelnames", ())
    }
    assert labels <= {
        *("type", "result", "code", "lane", "cache", "source", "reason", "decision", "stage"),
        *("outcome", "state", "rating", "component", "cap", "model", "specialist", "prompt"),
        *("kind", "step"),
    }
