"""Summaries are read whatever their fields look like."""

from typing import Any

import pytest

from conversation.after_call.told_summary import FieldValue, Summary
from tests.conversation.after_call.calls import CARD, SUMMARY


def test_the_parts_of_a_summary() -> None:
    """Each in the words that people read."""
    summary = Summary.of(SUMMARY)
    assert summary.customer == ("Wants: A plan for ten people.", "Agreed: A call on Friday.")
    assert summary.lead == ("Stage: negotiation",)
    assert summary.risks == ("They look at Acme too.",)
    assert summary.next_step == "Send the offer (2026-11-27)"
    assert summary.minutes == ("They asked for a plan.",)
    assert (summary.disposition, summary.email[:8]) == ("interested", "Dear Ada")


def test_the_fields_that_have_a_value() -> None:
    """What nobody asked is no value."""
    assert Summary.of(SUMMARY).fields == {
        "budget": FieldValue("20000", "twenty thousand", 0.9),
        "need": FieldValue(f"Pays by {CARD}", "", 0.5),
    }


@pytest.mark.parametrize(
    "data",
    [
        {"customer": "A plan.", "fields": [{"name": "budget", "value": 20000}]},
        {"customer": ["A plan."], "fields": {"budget": "20000"}},
        {"customer": {"text": "A plan."}, "fields": {"budget": {"value": "20000"}}},
    ],
)
def test_the_same_in_other_shapes(data: dict[str, Any]) -> None:
    """A text, a list or an object; fields by name, or as a list."""
    summary = Summary.of(data)
    assert summary.customer == ("A plan.",)
    assert summary.fields == {"budget": FieldValue("20000")}


@pytest.mark.parametrize("odd", [None, 7, True, [], {}, [None], {"customer": {"x": None}}])
def test_what_is_no_summary_is_an_empty_one(odd: Any) -> None:
    """Nothing is made of what can't be read."""
    summary = Summary.of(dict.fromkeys(("lead", "risks", "fields", "email"), odd))
    assert summary.fields == {}
    assert summary.disposition == ""
