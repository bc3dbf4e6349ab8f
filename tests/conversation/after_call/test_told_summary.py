"""A summary as other systems are told of it, read from the event that tells it."""

from conversation.after_call.summary.parts import (
    CallOutcome,
    CustomerFile,
    Disposition,
    EmailDraft,
    LeadReading,
    SummaryParts,
)
from conversation.after_call.told_summary import Summary, ToldField, ToldObjection
from conversation.events.payloads import CallSummary
from tests.conversation.after_call.calls import CARD, SUMMARY


def test_the_parts_of_a_summary() -> None:
    """Each in the words that people read."""
    summary = Summary.of(SUMMARY)
    assert (summary.wants, summary.agreed) == (("A plan for ten people.",), ("A call on Friday.",))
    assert (summary.open, summary.stage) == ((), "negotiation")
    assert summary.objections == (ToldObjection("That is dear.", "Ten percent less."),)
    assert summary.risks == ("They look at Acme too.",)
    assert summary.next_step == "Send the offer (2026-11-27)"
    assert summary.disposition is CallOutcome.FOLLOW_UP


def test_the_fields_that_have_a_value() -> None:
    """What nobody asked is no value."""
    assert Summary.of(SUMMARY).fields == {
        "budget": ToldField("Budget", "20000", "twenty thousand", 0.9),
        "need": ToldField("Need", f"Pays by {CARD}", "", 0.5),
    }


def test_a_summary_of_a_call_in_which_nothing_was_said() -> None:
    """It has no lines."""
    ended = Disposition(CallOutcome.NO_CONVERSATION)
    parts = SummaryParts(CustomerFile(), LeadReading(), [], EmailDraft("", ""), ended, [])
    data = CallSummary.of(parts, language="en", by="rules").as_data()
    assert Summary.of(data) == Summary(disposition=CallOutcome.NO_CONVERSATION, data=data)
