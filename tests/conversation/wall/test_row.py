"""Row of the wall: what it says of a call, and what is left where that can't be read."""

from datetime import UTC, datetime

from conversation.events.event import CallEvent, EventType
from conversation.wall.picture import CallPicture
from conversation.wall.row import bare_row, row_of

AT = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)
FIGURES = {"playbook", "playbook_title", "language", "figures_known"}


def test_a_bare_row_says_who_and_since_when_as_the_whole_one_does() -> None:
    """It has the fields of a whole row, and the same in those that it knows."""
    people = {"agent_id": "maria", "agent_name": "Maria", "customer_name": "Daniel"}
    playbook = {"name": "sales", "title": "Sales call"}
    data = {"source": "twilio", "parameters": people, "playbook": playbook, "language": "en"}
    call = CallPicture("CA1")
    call.take(CallEvent("CA1", EventType.CALL_STARTED, AT, data).numbered(1))
    whole, bare = row_of(call, AT, ["north"]), bare_row(call, ["north"])
    assert whole.keys() == bare.keys()
    assert {name for name in whole if whole[name] != bare[name]} == FIGURES
    assert (bare["figures_known"], whole["figures_known"]) == (False, True)
