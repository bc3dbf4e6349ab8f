"""A page of calls holds them as they are by now, and no call that its filters leave out."""

from dataclasses import replace
from datetime import timedelta

from stores.log.call_page import CallPage
from stores.log.records import CallRecord
from tests.stores.events import NOON, started

EVERYTHING = CallPage(3, None, None, None, None, None, None)


def call(number: int, last_seq: int = 1, agent_id: str | None = None) -> CallRecord:
    """A call that started that many hours after noon."""
    begun = CallRecord.started(started(f"C{number}", NOON + timedelta(hours=number)), 1)
    return replace(begun, last_seq=last_seq, agent_id=agent_id)


def ids(page: list[CallRecord]) -> list[str]:
    return [record.call_id for record in page]


def test_newer_calls_and_newer_records_take_their_place() -> None:
    """Newest first; a page is no longer for it."""
    page = EVERYTHING.with_newer([call(5), call(4), call(3)], [call(6), call(4, last_seq=9)])
    assert [(one.call_id, one.last_seq) for one in page] == [("C6", 1), ("C5", 1), ("C4", 9)]


def test_a_call_that_belongs_to_a_later_page_waits_for_it() -> None:
    """A full page ends before it, and the next one begins after the page's last call."""
    older = [call(1)]
    first = EVERYTHING.with_newer([call(5), call(4), call(3)], older)
    assert ids(first) == ["C5", "C4", "C3"]
    assert ids(replace(EVERYTHING, before=first[-1].cursor).with_newer([], older)) == ["C1"]
    assert ids(replace(EVERYTHING, before=call(1).cursor).with_newer([], older)) == []


def test_the_filters_hold_for_newer_calls_too() -> None:
    """The agent, the state, the time and the text; an agent's list holds nobody else's call."""
    maria, ended = call(1, agent_id="maria"), replace(call(2), ended_at=NOON)
    both = [maria, ended]
    hour = timedelta(hours=1)
    for filters, expected in (
        ({"agent_id": "maria"}, ["C1"]),
        ({"is_open": True}, ["C1"]),
        ({"is_open": False}, ["C2"]),
        ({"since": NOON + 2 * hour}, ["C2"]),
        ({"until": NOON + 2 * hour}, ["C1"]),
        ({"search": "MARI"}, ["C1"]),
        ({"search": "nowhere"}, []),
    ):
        assert ids(replace(EVERYTHING, **filters).with_newer([], both)) == expected
    assert ids(replace(EVERYTHING, search="said").with_newer([call(1)], both)) == ["C1"]
    gone = replace(EVERYTHING, is_open=True).with_newer([call(2)], [ended])
    assert gone == []
