"""A process knows the calls that it numbers without asking the log."""

from conversation.events.event import CallEvent
from stores.log.numbered_calls import TAIL, NumberedCalls
from stores.log.records import CallRecord
from tests.stores.events import ended, said, started


def heard(calls: NumberedCalls, record: CallRecord, *events: CallEvent) -> CallRecord:
    """Have the log store events of a call; returns its record."""
    for event in events:
        stored = event.numbered(record.last_seq + 1)
        record = record.then(stored, 1)
        calls.stored(stored, record, kept=False)
    return record


def numbers(events: list[CallEvent] | None) -> list[int | None] | None:
    """The numbers of events."""
    return None if events is None else [event.seq for event in events]


def begun(*events: CallEvent) -> tuple[NumberedCalls, CallRecord]:
    """A process that numbers call A, in which these events are stored."""
    calls, first = NumberedCalls(1), started("A")
    return calls, heard(calls, CallRecord.started(first, 1), first, *events)


def test_a_call_is_numbered_from_its_start_to_its_stored_end() -> None:
    """Before and after, the log numbers it."""
    calls, record = begun()
    assert calls.next(said("B", "x")) is None
    following = calls.next(said("A", "x"))
    assert following
    assert following.seq == 2
    heard(calls, record, said("A", "x"), ended("A"))
    assert "A" not in calls
    known = calls.ended("A")
    assert known
    assert known.last_seq == 3


def test_what_is_kept_is_counted_at_once_and_stored_later() -> None:
    """The record is ahead of the log, and stays so until the log has all."""
    calls, record = begun()
    for number in range(2, 5):
        event = calls.next(said("A", str(number)))
        assert event
        calls.kept(event)
    call = calls.get("A")
    assert call
    assert (call.record.last_seq, call.record.turns, call.stored_seq) == (4, 3, 1)
    assert numbers(call.not_stored()) == [2, 3, 4]
    first = call.not_stored()[0]
    calls.stored(first, record.then(first, 1), kept=True)
    assert (call.record.last_seq, call.stored_seq, numbers(call.after(0))) == (4, 2, [1, 2, 3, 4])


def test_an_end_that_is_only_kept_ends_nothing() -> None:
    """The call may come back before the log has its end, and its numbers go on."""
    calls, record = begun()
    kept = calls.next(ended("A"))
    assert kept
    calls.kept(kept)
    assert "A" in calls
    again = calls.next(started("A"))
    assert again
    assert again.seq == 3
    calls.stored(kept, record.then(kept, 1), kept=True)
    assert "A" not in calls


def test_the_newest_events_are_held_and_all_that_the_log_lacks() -> None:
    """Some of a long call, from which on it can be read; never a part of what is not stored."""
    calls, _ = begun(*(said("A", "x") for _ in range(TAIL + 10)))
    call = calls.get("A")
    assert call
    assert len(call.tail) == TAIL
    assert call.after(5) is None
    assert numbers(call.after(TAIL + 9)) == [TAIL + 10, TAIL + 11]
    assert call.after(TAIL + 11) == []
    for _ in range(TAIL + 10):
        event = calls.next(said("A", "y"))
        assert event
        calls.kept(event)
    assert len(call.not_stored()) == TAIL + 10


def test_a_number_that_another_process_gave_leaves_no_hole_in_what_is_held() -> None:
    """What comes before the hole is read from the log."""
    calls, record = begun(said("A", "x"))
    foreign = record.then(said("A", "theirs").numbered(3), 2)
    heard(calls, foreign, said("A", "y"))
    call = calls.get("A")
    assert call
    assert call.after(2) is None
    assert numbers(call.after(3)) == [4]
