"""What is told of an ended call: its facts, and what there is beside them."""

from conversation.after_call.note import note_of
from tests.conversation.after_call.calls import CALL, SCORE, START, SUMMARY, WHOLE, events


def test_the_facts_of_a_call() -> None:
    """Who, when, how long, how it ended and by what it was coached."""
    facts = note_of(CALL, events()).facts
    assert (facts.call_id, facts.agent_id, facts.source) == (CALL, "maria", "twilio")
    assert (facts.reason, facts.duration_ms) == ("hangup", 125_000)
    assert (facts.language, facts.playbook) == ("en", "sales")
    assert facts.started_at is not None
    assert (facts.started_at - START).total_seconds() == 1
    assert facts.parameters["customer_number"] == "+14155550123"


def test_what_is_not_there_yet_is_none() -> None:
    """A log without a summary, a scorecard or ratings is told as it is; one of nothing too."""
    note = note_of(CALL, events())
    assert (note.summary, note.score, note.obligations, note.feedback) == (None, None, (), ())
    assert note.revisions == {"call.ended": 4}
    assert note_of(CALL, []).facts.ended_at is None


def test_a_call_that_came_back_has_not_ended() -> None:
    """Its new stream takes the end away; the parameters are those that it says; the start stays."""
    again = ("call.started", {"source": "twilio", "parameters": {"customer_name": "Ada"}})
    facts = note_of(CALL, events(again)).facts
    assert (facts.ended_at, facts.reason, facts.agent_id) == (None, None, "maria")
    assert facts.duration_ms is None
    assert facts.parameters == {"customer_name": "Ada"}
    assert facts.started_at == note_of(CALL, events()).facts.started_at


def test_what_changed_in_the_call_counts() -> None:
    """The agent whose call it was last, the language that was found, the playbook it went on by."""
    changes = (
        ("call.transferred", {"agent_id": "ben"}),
        ("status", {"component": "coach", "language": "fr"}),
        ("status", {"component": "coach", "playbook": {"name": "support"}}),
    )
    facts = note_of(CALL, events(*changes)).facts
    assert (facts.agent_id, facts.language, facts.playbook) == ("ben", "fr", "support")


def test_a_whole_note() -> None:
    """The last of each kind counts, and its number tells it from an older one."""
    old = ("call.summary", SUMMARY | {"language": "fr"})
    note = note_of(CALL, events(old, *WHOLE), SCORE)
    assert note.summary is not None
    assert note.summary.data == SUMMARY
    assert note.score == SCORE
    assert [(one.title, one.is_unmet) for one in note.obligations] == [("Say it is recorded", True)]
    assert [one["rating"] for one in note.feedback] == ["useful"]
    assert note.revisions == {
        "call.ended": 4, "call.summary": 7, "call.score": 4, "feedback.recorded": 8,
    }  # fmt: skip
