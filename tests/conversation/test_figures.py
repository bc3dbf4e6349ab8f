import json
from datetime import UTC, datetime
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures, transcript
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.product import ROOT

CALLS = json.loads((ROOT / "tests" / "figures" / "calls.json").read_text("utf-8"))
AT = datetime(2026, 11, 20, tzinfo=UTC)


def spoken(speaker: Speaker, text: str, start_ms: int, end_ms: int) -> CallEvent:
    turn = Turn(f"{speaker.value[0]}{start_ms}", speaker, text, start_ms, end_ms)
    return CallEvent("CA1", EventType.TURN_FINAL, AT, turn.as_dict())


def advised(**latency_ms: int) -> CallEvent:
    data: dict[str, Any] = {"suggestion_id": "s1", "latency_ms": latency_ms}
    return CallEvent("CA1", EventType.SUGGESTION_FINAL, AT, data)


CALL = [
    spoken(Speaker.AGENT, "Good morning how can I help", 0, 3000),
    spoken(Speaker.CUSTOMER, "The price", 3500, 4500),
    spoken(Speaker.AGENT, "Sure", 4000, 5000),
    spoken(Speaker.CUSTOMER, "One more thing", 7000, 9000),
]


@pytest.mark.parametrize("call", CALLS, ids=[call["says"] for call in CALLS])
def test_the_figures_are_those_of_the_console(call: dict[str, Any]):
    """The calls of the fixture have its figures here too, in whatever order their events come."""
    events = [spoken(**turn | {"speaker": Speaker(turn["speaker"])}) for turn in call["turns"]]
    for ordered in (events, events[::-1]):
        found = figures(ordered)
        assert {name: found[name] for name in call["figures"]} == call["figures"]


def test_the_transcript_is_by_the_clock():
    """Turns stand by their start, whatever the order of their events."""
    assert [turn.start_ms for turn in transcript(CALL[::-1])] == [0, 3500, 4000, 7000]


def test_who_talked_how_much():
    """Talk times, shares, pace, longest turns and counts, per party."""
    found = figures(CALL)
    assert found["talk_ms"] == {"customer": 3000, "agent": 4000}
    assert found["talk_share"] == {"customer": 0.429, "agent": 0.571}
    assert found["words_per_minute"] == {"customer": 100, "agent": 105}
    assert found["longest_turn_ms"] == {"customer": 2000, "agent": 3000}
    assert found["turns"] == {"customer": 2, "agent": 2}


def test_who_interrupted_whom():
    """Speaking well before the other party has ended counts as an interruption by who did it."""
    assert figures(CALL)["interruptions"] == {"customer": 0, "agent": 1}


@pytest.mark.parametrize(("overlap_ms", "counted"), [(0, 0), (250, 0), (251, 1)])
def test_a_short_overlap_is_how_people_take_turns(overlap_ms: int, counted: int):
    """Up to a quarter of a second, beginning early is no interruption."""
    call = [
        spoken(Speaker.CUSTOMER, "And you?", 0, 2000),
        spoken(Speaker.AGENT, "Well", 2000 - overlap_ms, 4000),
    ]
    assert figures(call)["interruptions"] == {"customer": 0, "agent": counted}


def test_an_interruption_of_a_long_turn_counts_though_others_lie_between():
    """Each turn that begins inside a turn of the other party interrupts it."""
    call = [
        spoken(Speaker.CUSTOMER, "A long story", 0, 20_000),
        spoken(Speaker.AGENT, "Sorry", 5000, 5500),
        spoken(Speaker.AGENT, "But", 9000, 9500),
    ]
    assert figures(call)["interruptions"] == {"customer": 0, "agent": 2}


def test_latency_is_told_as_median_and_95th_percentile():
    """Each wait of the suggestions has its p50 and its p95."""
    events = [advised(from_turn_to_final=ms) for ms in range(10, 1010, 10)]
    assert figures(events)["latency_ms"] == {"from_turn_to_final": {"p50": 500, "p95": 950}}
    assert figures(events)["suggestions"] == 100


@pytest.mark.parametrize("values", [[5], [5, 7], [5, 7, 9]])
def test_latency_of_a_few_suggestions(values: list[int]):
    """The percentiles of few values are among them, and in order."""
    found = figures([advised(wait=ms) for ms in values])["latency_ms"]["wait"]
    assert found["p50"] in values
    assert found["p95"] == values[-1]


def test_a_call_in_which_nobody_spoke_has_figures():
    """An empty call divides nothing by zero."""
    assert figures([]) == {
        "talk_ms": {"customer": 0, "agent": 0},
        "talk_share": {"customer": None, "agent": None},
        "words_per_minute": {"customer": None, "agent": None},
        "longest_turn_ms": {"customer": 0, "agent": 0},
        "turns": {"customer": 0, "agent": 0},
        "interruptions": {"customer": 0, "agent": 0},
        "suggestions": 0,
        "latency_ms": {},
    }
