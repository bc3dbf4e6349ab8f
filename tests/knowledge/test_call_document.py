"""A past call as a document: situations and what was done, without who and without figures."""

from datetime import UTC, datetime

from conversation.after_call.told_summary import Summary, ToldObjection
from conversation.events.payloads import CallSummary
from conversation.privacy.anonymous import folded_names, without_figures
from knowledge.call_document import PastCall, call_at, call_document, seen_by
from knowledge.document import Audience
from tests.summaries import the_rules

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARIA = seen_by("maria", "north")


def past(summary: Summary, call_id: str = "CA/1 ü") -> PastCall:
    return PastCall(call_id, NOON, "en", "sales", MARIA, summary)


def hide(text: str) -> str:
    return without_figures(text, "en", folded_names(["Northwind"]))


def test_a_call_becomes_what_was_done_and_how_it_ended() -> None:
    """Its address is the call's page, its audience who may see the call."""
    objection = ToldObjection("That is too expensive for us.", "I offered the annual contract.")
    made = call_document(past(Summary(objections=(objection,))), hide)
    assert made
    document, (passage,) = made
    assert passage.text.startswith("That is too expensive for us. → I offered the annual contract.")
    assert passage.text.endswith("(informed)")
    assert document.audience == Audience(("sales",), None, MARIA)
    assert document.is_call
    assert call_at(document.address) == "CA/1 ü"


def test_no_person_and_no_figure_is_kept() -> None:
    """Names that the company has not written, numbers, and what redaction hides."""
    situation = "My boss Dana Whitfield says 4,000 is too much, call +1 415 555 0123."
    answer = "Northwind sends it to dana@example.com for Mr Jones by [PHONE] at $90."
    made = call_document(past(Summary(objections=(ToldObjection(situation, answer),))), hide)
    assert made
    text = made[1][0].text
    for told in ("Dana", "Whitfield", "4,000", "0123", "@", "Jones", "PHONE", "90"):
        assert told not in text
    assert "Northwind" in text


def test_a_whole_call_by_rules_keeps_none_of_its_people() -> None:
    """The sample call: its names and figures are gone, its objection stays."""
    data = CallSummary.of(the_rules(), language="en", by="rules").as_data()
    made = call_document(past(Summary.of(data)), hide)
    assert made
    texts = " ".join(one.text for one in made[1])
    assert "too expensive" in texts
    for name in ("Dana", "Whitfield", "Ringwell", "Acme"):
        assert name not in texts


def test_a_call_that_teaches_nothing_is_no_document() -> None:
    """No situation with an answer: nothing is kept."""
    assert call_document(past(Summary(wants=("Hello.",))), hide) is None


def test_a_call_is_open_to_the_same_people_alone() -> None:
    """Those of another agent or team find nothing of it, nor does who names it as a group."""
    kept = Audience(("sales",), None, MARIA)
    assert kept.admits(Audience(("sales",), "gold", MARIA))
    for other in (seen_by("tom", "north"), seen_by("maria", "south"), seen_by("maria", None), None):
        assert not kept.admits(Audience(("sales",), None, other))
    for forged in (kept.key, f" {kept.key}"):
        assert Audience(("sales",), forged).keys != [kept.key]
        assert not kept.admits(Audience(("sales",), forged))
    assert not kept.admits(Audience(("sales",), MARIA))
