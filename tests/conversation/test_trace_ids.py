"""The traces that events belong to."""

from conversation.events.event import CallEvent, EventType, parse_event
from conversation.events.trace_ids import TracedTurns, trace_id
from tests.stores.events import NOON


def test_an_id_follows_from_the_call_and_the_turn():
    """The same in each process, another for each turn, as long as W3C has it."""
    ids = {trace_id("CA1"), trace_id("CA1", "c1"), trace_id("CA1", "c2"), trace_id("CA2", "c1")}
    assert len(ids) == 4
    assert trace_id("CA1", "c1") in ids
    assert all(len(bytes.fromhex(one)) == 16 for one in ids)


def test_an_event_of_a_card_belongs_to_the_turn_of_the_card():
    """Also where it names another turn, as what followed it does."""
    turns = TracedTurns()
    started = {"suggestion_id": "s1", "turn_id": "c3"}
    assert turns.of(EventType.SUGGESTION_STARTED, started) == "c3"
    assert turns.of(EventType.SUGGESTION_DELTA, {"suggestion_id": "s1"}) == "c3"
    followed = {"suggestion_id": "s1", "turn_id": "a4"}
    assert turns.of(EventType.SUGGESTION_FOLLOWED, followed) == "c3"
    assert turns.of(EventType.TURN_FINAL, {"turn_id": "a4"}) == "a4"
    assert turns.of(EventType.CALL_ENDED, {"reason": "hangup"}) is None


def test_a_trace_survives_the_way_between_processes():
    """An event is the same after JSON; one without a trace says nothing of it."""
    event = CallEvent("CA1", EventType.STATUS, NOON, {}, trace_id=trace_id("CA1"))
    assert parse_event(event.to_json()) == event
    bare = CallEvent("CA1", EventType.STATUS, NOON, {})
    assert parse_event(bare.to_json()) == bare
    assert b"trace_id" not in bare.to_json()
