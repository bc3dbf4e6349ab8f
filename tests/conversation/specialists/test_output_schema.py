"""A specialist's fields: what a model writes is taken as it is meant, or not at all."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from conversation.specialists.output_schema import OutputField, Outputs, completed, insight_of

OUTPUTS: dict[str, OutputField] = TypeAdapter(Outputs).validate_python(
    {
        "severity": {"type": "integer", "min": 1, "max": 10, "about": "How heavy"},
        "share": {"type": "number", "min": -1, "max": 1, "about": "How much"},
        "kind": {"type": "enum", "values": ["price", "needs_proof", "none"], "about": "Which"},
        "urgent": {"type": "flag", "about": "Whether it is urgent"},
        "action": {"type": "text", "about": "What to do", "max_chars": 20},
        "signs": {"type": "list", "about": "What speaks for it", "max_items": 2, "max_chars": 20},
    }
)


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("severity", 7, 7),
        ("severity", 7.4, 7),
        ("severity", "7", 7),
        ("severity", "7/10", 7),
        ("severity", "7 out of 10", 7),
        ("severity", 0, None),
        ("severity", 100, None),
        ("severity", True, None),
        ("severity", "high", None),
        ("severity", None, None),
        ("severity", float("nan"), None),
        ("severity", float("inf"), None),
        ("share", "-0,5", -0.5),
        ("share", -2, None),
        ("kind", "Needs proof", "needs_proof"),
        ("kind", " PRICE ", "price"),
        ("kind", "weather", None),
        ("kind", ["price"], None),
        ("kind", None, None),
        ("urgent", "yes", True),
        ("urgent", 0, False),
        ("urgent", "perhaps", None),
        ("action", "  call \n back ", "call back"),
        ("action", ["call", "back"], "call back"),
        ("action", "call them back on Monday", "call them back on…"),
        ("action", {"text": "call"}, ""),
        ("signs", "one", ["one"]),
        ("signs", ["one", "", 7, "two", "three"], ["one", "two"]),
        ("signs", None, []),
    ],
)
def test_a_value_is_taken_as_it_is_meant(field: str, written: Any, meant: Any):
    """Numbers in any dress, words in any case; what is out of range is no number."""
    assert OUTPUTS[field].read(written) == meant


def test_an_insight_is_whole_or_none():
    """Texts and lists may be empty; a number, a choice or a flag that is missing leaves none."""
    raw = {"severity": 7, "share": 0.5, "kind": "price", "urgent": False, "weather": "fine"}
    known = insight_of(OUTPUTS, raw)
    assert completed(OUTPUTS, known) == known | {"action": "", "signs": []}
    for name in ("severity", "share", "kind", "urgent"):
        assert completed(OUTPUTS, {k: v for k, v in known.items() if k != name}) is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"score": {"type": "integer", "about": "x"}}, "needs min and max"),
        ({"score": {"type": "number", "min": 5, "max": 5, "about": "x"}}, "needs min and max"),
        ({"kind": {"type": "enum", "about": "x"}}, "an enum has values"),
        ({"kind": {"type": "text", "values": ["a"], "about": "x"}}, "an enum has values"),
        ({"kind": {"type": "text", "min": 1, "about": "x"}}, "min and max are for"),
        ({"headline": {"type": "text", "about": "x"}}, "is a field of the card"),
        ({}, "at least 1"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(fields: Any, wrong: str):
    """A range without ends, a choice without words, a name that the card has."""
    with pytest.raises(ValidationError, match=wrong):
        TypeAdapter(Outputs).validate_python(fields)


def test_a_model_is_told_each_range_and_each_choice():
    """Servers drop bounds from a schema, so that the words say them too."""
    told = " ".join(field.described() for field in OUTPUTS.values())
    for words in ("from 1 to 10", "one of price, needs_proof, none", "true or false", "at most 2"):
        assert words in told
    assert OUTPUTS["severity"].as_schema()["maximum"] == 10
