"""Shadow comparison: cards of both sides turn by turn, held to what is known of the agent's."""

from typing import Any

import pytest

from conversation.events.event import CallEvent
from conversation.insights.shares import Share
from conversation.shadow.record import ShadowRecord
from evaluation.shadow.compared_call import compared
from evaluation.shadow.difference import ComparedCall, Pairing, Thought, difference, is_same
from evaluation.shadow.past_call import past_call
from evaluation.shadow.words import difference_in_words
from tests.conversation.insights.calls import event


def card(turn_id: str, headline: str, **more: Any) -> dict[str, Any]:
    wait = {"from_turn_to_first": 100}
    return {"suggestion_id": f"s-{turn_id}", "turn_id": turn_id, "headline": headline} | {
        "latency_ms": wait,
        **more,
    }


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ({"headline": "Ask about the price"}, {"headline": "Ask about their price"}, True),
        ({"headline": "Ask about the price"}, {"headline": "Offer a call back"}, False),
        ({"headline": "A", "rules": ["p", "q"]}, {"headline": "B", "rules": ["p"]}, True),
        ({"headline": "A", "rules": ["p"]}, {"headline": "A", "rules": ["q"]}, False),
        ({"headline": "A b", "rules": ["p"]}, {"headline": "A b", "rules": None}, True),
        ({"headline": ""}, {"headline": ""}, False),
    ],
)
def test_cards_are_the_same_by_their_rule_or_their_words(
    a: dict[str, Any], b: dict[str, Any], same: bool
) -> None:
    """Two rules tell; else most of the words must be in both."""
    assert is_same(a, b) is same


def turn(seq: int, turn_id: str, text: str, unit_id: str = "", ms: int = 4_000) -> CallEvent:
    speaker = "agent" if turn_id.startswith("a") else "customer"
    place = {"start_ms": seq * 5_000, "end_ms": seq * 5_000 + ms, "unit_id": unit_id or turn_id}
    return event("A", seq, "turn.final", turn_id=turn_id, speaker=speaker, text=text, **place)


def call() -> list[CallEvent]:
    """Three thoughts of the customer's: two turns, one rated card; one; and one with no card."""
    usage = [
        {"specialist": "sales", "cost": 0.25},
        {"specialist": "closer", "cost": 0.5},
        {"specialist": "call_summary", "cost": 1.0},
    ]
    return [
        event("A", 1, "call.started", playbook={"name": "sales", "language": "en"}),
        turn(2, "c1", "It is too dear"),
        event("A", 3, "suggestion.final", **card("c1", "Withdrawn"), specialist="sales"),
        event("A", 4, "suggestion.withdrawn", suggestion_id="s-c1"),
        turn(5, "c2", "for us.", "c1"),
        event("A", 6, "suggestion.final", **card("c2", "Ask why"), specialist="sales"),
        event("A", 7, "suggestion.final", **card("c2", "Close now"), specialist="closer"),
        turn(8, "a1", "I see."),
        turn(9, "c3", "And who decides?"),
        event("A", 10, "suggestion.final", **card("c3", "Find out"), specialist="sales"),
        turn(11, "c4", "Well."),
        event("A", 12, "feedback.recorded", suggestion_id="s-c2", rating="dismissed"),
        event("A", 13, "suggestion.followed", suggestion_id="s-c3", outcome="asked"),
        event("A", 14, "usage.updated", by=usage),
        event("A", 15, "call.ended", duration_ms=120_000),
    ]


def test_a_call_is_compared_thought_by_thought() -> None:
    """Withdrawn cards and specialists' are none; turns of one thought are one, verdicts stand."""
    record = ShadowRecord([card("c3", "Find out"), card("c4", "Wait")], cost=0.125)
    found = compared("A", call(), record)
    assert found
    told = [(one.text, one.pairing, one.helped) for one in found.thoughts]
    assert told == [
        ("It is too dear for us.", Pairing.ONLY_A, False),
        ("And who decides?", Pairing.SAME, True),
        ("Well.", Pairing.ONLY_B, None),
    ]
    assert [one["headline"] for one in found.a] == ["Ask why", "Find out"]
    assert (found.duration_ms, found.cost_a, found.cost_b) == (120_000, 0.25, 0.125)
    assert compared("A", [call()[0]], record) is None


def test_the_difference_counts_and_says_how_sure_it_is() -> None:
    """Cards a minute, agreement, what the candidate has of the good and spares of the bad."""
    record = ShadowRecord([card("c3", "Find out"), card("c4", "Wait")], cost=0.125, outages=2)
    one = compared("A", call(), record)
    assert one
    found = difference([one], 1)
    assert (found.calls, found.minutes, found.outages) == (1, 2.0, 2)
    assert (found.a.cards, found.a.a_minute, found.b.p95_ms) == (2, 1.0, 100)
    assert found.pairings == {
        Pairing.SAME: 1,
        Pairing.OTHER: 0,
        Pairing.ONLY_A: 1,
        Pairing.ONLY_B: 1,
        Pairing.NEITHER: 0,
    }
    assert (found.agreed, found.kept, found.spared) == (Share(1, 3), Share(1, 1), Share(1, 1))
    lines = list(difference_in_words("prompt coach@7/en", found))
    assert lines[0] == "A: what agents were shown, B: prompt coach@7/en; 1 call, 2.0 minutes"
    assert "cards a minute                  1.00      1.00" in lines
    assert "agreed       1/3, 33% (6% to 79%), too few to tell" in lines
    assert "only A  A, which did not help" in lines
    assert "  B         Wait" in lines


def test_many_thoughts_that_one_alone_speaks_at_are_more_than_chance() -> None:
    """By a sign test; examples are as many as are asked for."""
    thoughts = [Thought("A", "Yes.", None, card("c1", "Ask")) for _ in range(9)]
    one = ComparedCall("A", 60_000, thoughts, [], [], None, 0.0)
    found = difference([one], 2)
    assert len(found.examples) == 2
    lines = list(difference_in_words("b", found))
    assert "  one speaks more often: p 0.0039, more than chance" in lines
    assert [line.split() for line in lines if line.startswith("cost")] == [
        ["cost", "USD", "–", "0.00"]
    ]


def test_a_past_call_is_replayed_as_it_was_spoken() -> None:
    """By its own times; as a text, where those are none; with a playbook, if not the default."""
    file = past_call("CA:1", call(), "sales")
    assert file
    assert (file.call.id, file.call.playbook, file.call.language) == ("CA_1", "", "en")
    assert [one.start_ms for one in file.call.turns[:2]] == [10_000, 25_000]
    timeless = [call()[0], turn(2, "c1", "It is too dear", ms=0), turn(3, "a1", "Why?", ms=0)]
    text = past_call("CA1", timeless, "support")
    assert text
    assert text.call.playbook == "sales"
    assert [(one.start_ms, one.end_ms) for one in text.call.turns] == [(0, 1400), (2400, 2750)]
    assert past_call("CA1", [call()[0]], "sales") is None
