import json

import pytest

from tests.conversation.answers import DRAFT, WHOLE, read


@pytest.mark.parametrize(
    ("off", "meant"),
    [
        ({"priority": "High"}, {}),
        ({"priority": " HIGH "}, {}),
        ({"priority": "Priority.HIGH"}, {}),
        ({"priority": "high priority"}, {}),
        ({"priority": "urgent"}, {"priority": "critical"}),
        ({"priority": "normal"}, {"priority": "medium"}),
        ({"priority": "medium-high"}, {"priority": "medium"}),
        ({"priority": "whenever"}, {"priority": "medium"}),
        ({"priority": 2}, {"priority": "medium"}),
        ({"priority": None}, {"priority": "medium"}),
        ({"confidence": 85}, {}),
        ({"confidence": "85%"}, {}),
        ({"confidence": "0.85"}, {}),
        ({"confidence": "0,85"}, {}),
        ({"confidence": "85"}, {}),
        ({"confidence": 1}, {"confidence": 1.0}),
        ({"confidence": 7}, {"confidence": 0.3}),
        ({"confidence": -1}, {"confidence": 0.3}),
        ({"confidence": 1000}, {"confidence": 0.3}),
        ({"confidence": "high"}, {"confidence": 0.3}),
        ({"confidence": True}, {"confidence": 0.3}),
        ({"confidence": None}, {"confidence": 0.3}),
        ({"questions": "Compared to what?"}, {}),
        ({"questions": None}, {"questions": []}),
        ({"questions": ["Compared to what?", None, 5]}, {}),
        ({"questions": {}}, {"questions": []}),
        ({"questions": [{"question": "Compared to what?", "rank": 1}]}, {}),
        ({"questions": [{"question": "Why?", "why": "Because"}]}, {"questions": []}),
        ({"signals_detected": "price_objection"}, {}),
        ({"signals_detected": "a, b"}, {"signals_detected": ["a", "b"]}),
        ({"recommended_direction": ["From price to value."]}, {}),
        ({"recommended_direction": None}, {"recommended_direction": ""}),
        ({"recommended_direction": 5}, {"recommended_direction": ""}),
        ({"headline": ["Ask what they compare with"]}, {}),
        ({"headline": "Ask \u202ewhat\u202c they\0 compare\x1b with\u200f"}, {}),
        ({"questions": ["Compared\0 to\u2066 what?"]}, {}),
        ({"recommended_direction": "From \x1b\u202dprice to value."}, {}),
        ({"headline": "<b>Ask</b> what **they** compare with<br/>"}, {}),
        ({"headline": '<a href="http://x.example">Ask what they</a> compare `with`'}, {}),
        ({"headline": "## Ask [what they](https://x.example/a) *compare* with"}, {}),
        ({"questions": ["- __Compared__ to ~~what~~?"]}, {}),
        ({"headline": "![Ask what they compare with](http://x.example/x.png)"}, {}),
        (
            {"headline": "Keep 2 * 3 < 7, a_b_c and x - y"},
            {"headline": "Keep 2 * 3 < 7, a_b_c and x - y"},
        ),
        ({"evidence": WHOLE["evidence"][0]}, {}),
        ({"evidence": "too expensive"}, {"evidence": [{"turn_id": "", "quote": "too expensive"}]}),
        ({"evidence": ["dear"]}, {"evidence": [{"turn_id": "", "quote": "dear"}]}),
        ({"evidence": [{"turn_id": "t7"}, {}, None, 5]}, {"evidence": []}),
        ({"evidence": [WHOLE["evidence"][0] | {"why": "x"}]}, {}),
        ({"evidence": None}, {"evidence": []}),
        ({"mood": "sunny", "thinking": DRAFT}, {}),
    ],
)
def test_a_field_that_is_off(off: dict[str, object], meant: dict[str, object]):
    """What a field is meant to say counts; where that can't be told, the field says nothing."""
    assert read(json.dumps(WHOLE | off)).as_dict() == WHOLE | meant


@pytest.mark.parametrize("field", [name for name in WHOLE if name != "headline"])
def test_a_field_that_is_missing(field: str):
    """Advice without one of its fields is advice; only the headline has to be there."""
    missing = {"priority": "medium", "confidence": 0.3, "recommended_direction": ""}
    fields = {name: value for name, value in WHOLE.items() if name != field}
    assert read(json.dumps(fields)).as_dict() == WHOLE | {field: missing.get(field, [])}


def test_names_in_another_style():
    """The names of the fields count in any style, and their order does not matter."""
    fields = {
        "Signals Detected": ["price_objection"],
        "recommendedDirection": "From price to value.",
        "Headline": "Ask what they compare with",
    }
    advice = read(json.dumps(fields))
    assert advice.headline == "Ask what they compare with"
    assert advice.signals_detected == ["price_objection"]
    assert advice.recommended_direction == "From price to value."
