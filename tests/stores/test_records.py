"""A call's record is what its events add up to."""

from datetime import timedelta
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from stores.errors import BadCursorError
from stores.log.records import CallRecord, parse_cursor, searchable_words
from tests.stores.events import NOON, ended, said, started


def record_of(*events: CallEvent, owner: int = 1) -> CallRecord:
    """The record after these events, which one process appends."""
    record = CallRecord.started(events[0], owner)
    for event in events:
        record = record.then(event, owner)
    return record


def test_each_event_counts_once() -> None:
    """Every event moves the number; turns and final suggestions are counted beside it."""
    card = CallEvent("A", EventType.SUGGESTION_FINAL, NOON, {"headline": "Ask"})
    record = record_of(started("A"), said("A", "one"), said("A", "two"), card)
    assert (record.last_seq, record.turns, record.suggestions) == (4, 2, 1)


def test_the_newest_start_says_whose_call_it_is() -> None:
    """A stream that comes back reopens the call for the process that hears it now."""
    once = record_of(started("A"), ended("A"), owner=1)
    again = once.then(started("A", NOON + timedelta(minutes=1), source="twilio"), owner=2)
    assert (once.owner, once.end_reason) == (1, "hangup")
    assert (again.owner, again.ended_at, again.end_reason) == (2, None, None)
    assert (again.started_at, again.source) == (NOON, "twilio")


def test_a_call_is_as_long_as_its_own_clock_says() -> None:
    """As its last end tells, whenever that was written down; while it goes on, nobody knows."""
    night = NOON + timedelta(hours=9)
    once = record_of(started("A"), ended("A", night))
    again = once.then(started("A", night), owner=2)
    assert (once.duration_ms, again.duration_ms) == (1, None)
    odd = CallEvent("A", EventType.CALL_ENDED, NOON, {"reason": "hangup", "duration_ms": "long"})
    assert again.then(odd, owner=2).duration_ms is None


def test_a_stream_that_comes_back_takes_a_call_from_nobody() -> None:
    """Whose call it is stands in its first start, be it somebody or nobody; the rest is as told."""
    mine = {"agent_id": "maria"}
    for first, agent in ((mine, "maria"), ({}, None)):
        once = record_of(started("A", parameters=first), ended("A"))
        for parameters in ({"agent_id": "mallory", "x": "y"}, {}):
            again = once.then(started("A", parameters=parameters), owner=1)
            assert (again.agent_id, again.parameters) == (agent, parameters)


def test_a_transfer_says_whose_call_it_is() -> None:
    """Also for the streams that come back after it; and it does not open a call that has ended."""
    given = CallEvent("A", EventType.CALL_TRANSFERRED, NOON, {"agent_id": "ben"})
    record = record_of(started("A", parameters={"agent_id": "maria"}), ended("A"), given)
    assert (record.agent_id, record.last_seq, record.end_reason) == ("ben", 3, "hangup")
    assert record.then(started("A", parameters={"agent_id": "maria"}), owner=1).agent_id == "ben"


def test_a_cursor_leads_back_to_its_call() -> None:
    """A cursor carries the start to the microsecond, and any id."""
    record = record_of(started("CA~1"))
    assert parse_cursor(record.cursor) == (NOON, "CA~1")


@pytest.mark.parametrize("cursor", ["", "~A", "2026-11-20T12:00:00~A", "2026-11-20T12:00:00+00:00"])
def test_a_cursor_needs_a_zone_and_an_id(cursor: str) -> None:
    """What no record made is refused."""
    with pytest.raises(BadCursorError):
        parse_cursor(cursor)


@pytest.mark.parametrize(
    ("type", "data", "words"),
    [
        (EventType.TURN_FINAL, {"text": "a\0b"}, "ab"),
        (EventType.SUGGESTION_FINAL, {"headline": "Ask"}, "Ask"),
        (EventType.TURN_FINAL, {}, None),
        (EventType.STATUS, {"text": "no"}, None),
    ],
)
def test_a_search_looks_through_turns_and_headlines(
    type: EventType, data: dict[str, Any], words: str | None
) -> None:
    """Nothing else of an event is searched; NUL, which Postgres refuses, is left out."""
    assert searchable_words(CallEvent("A", type, NOON, data)) == words
