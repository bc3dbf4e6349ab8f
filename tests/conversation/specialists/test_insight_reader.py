"""An insight and its card out of a model's answer, whatever stands around them."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from conversation.coaching.partial_json import UnreadableAnswerError
from conversation.errors import ErrorCode
from conversation.specialists.insight_reader import InsightReader
from conversation.specialists.output_schema import OutputField, Outputs

OUTPUTS: dict[str, OutputField] = TypeAdapter(Outputs).validate_python(
    {
        "kind": {"type": "enum", "values": ["price", "timing"], "about": "Which"},
        "severity": {"type": "integer", "min": 1, "max": 10, "about": "How heavy"},
        "arguments": {"type": "list", "about": "What to say"},
    }
)
INSIGHT = {"kind": "price", "severity": 7, "arguments": ["The hours it saves"]}
CARD = {
    "worth_saying": True,
    "priority": "high",
    "signals_detected": ["price_objection"],
    "headline": "Ask what they compare with",
    "questions": ["Compared to what?"],
    "recommended_direction": "Value first.",
    "confidence": 0.8,
    "evidence": [{"turn_id": "c1", "quote": "too expensive"}],
}


def read(text: str, *, has_card: bool = True, size: int = 3) -> Any:
    reader = InsightReader(OUTPUTS, has_card=has_card)
    for at in range(0, len(text), size):
        reader.feed(text[at : at + size])
    return reader.finish()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(INSIGHT | CARD),
        json.dumps(INSIGHT | CARD, indent=2),
        f"```json\n{json.dumps(INSIGHT | CARD)}\n```",
        f'<think>the severity is 3, {{"severity": 3}}</think>{json.dumps(INSIGHT | CARD)}',
        f"Here is what I find:\n{json.dumps(INSIGHT | CARD)}\nI hope it helps.",
        json.dumps({"insight": INSIGHT | CARD}),
        json.dumps({"Kind": "Price", "Severity": "7/10", "arguments": INSIGHT["arguments"]} | CARD),
    ],
    ids=["plain", "indented", "fenced", "thinking", "sentences", "wrapped", "styles"],
)
def test_the_insight_and_the_card_are_read(text: str):
    """Fences, thoughts, wrappers and styles are read past, in pieces of any size."""
    for size in (1, 7, 10_000):
        insight, advice = read(text, size=size)
        assert insight == INSIGHT
        assert advice
        assert advice.headline == CARD["headline"]
        assert advice.evidence[0].quote == "too expensive"


def test_an_insight_is_over_where_no_card_is_worth_saying():
    """The rest of such an answer is not worth its price, and may never come."""
    reader = InsightReader(OUTPUTS, has_card=True)
    reader.feed(json.dumps(INSIGHT)[:-1])
    assert not reader.silent
    reader.feed(', "worth_saying": false, "priority": "lo')
    assert reader.silent
    assert reader.finish() == (INSIGHT, None)


def test_a_list_that_goes_on_is_not_taken_for_whole():
    """A silence before the fields are known ends nothing."""
    reader = InsightReader(OUTPUTS, has_card=True)
    reader.feed('{"worth_saying": false, "kind": "price", "severity": 7, "arguments": ["one"')
    assert reader.insight is None
    assert not reader.silent
    reader.feed(', "two"]}')
    assert reader.finish() == ({"kind": "price", "severity": 7, "arguments": ["one", "two"]}, None)


@pytest.mark.parametrize("wrong", [{"headline": ""}, {"headline": None}, {"worth_saying": "no"}])
def test_a_card_that_is_none_costs_no_insight(wrong: dict[str, Any]):
    """A card without a headline is left out, and its specialist heard."""
    assert read(json.dumps(INSIGHT | CARD | wrong)) == (INSIGHT, None)


def test_a_specialist_without_a_card_shows_none():
    """A card that nobody asked for is not read."""
    assert read(json.dumps(INSIGHT | CARD), has_card=False) == (INSIGHT, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.ANSWER_INCOMPLETE),
        ('{"kind": "price", "severity": 7, "argu', ErrorCode.ANSWER_INCOMPLETE),
        ("The severity is seven.", ErrorCode.ANSWER_NOT_JSON),
        ('{"weather": "fine"}', ErrorCode.ANSWER_NOT_JSON),
        ('{"kind": "price", "severity": 70}', ErrorCode.ANSWER_INVALID),
        ('{"kind": "weather", "severity": 7}', ErrorCode.ANSWER_INVALID),
        ('{"kind": "price"' + " " * 9000, ErrorCode.ANSWER_TOO_LONG),
    ],
)
def test_nonsense_is_no_insight(text: str, code: ErrorCode):
    """What is missing, out of range or no JSON is named, without a word of the answer."""
    with pytest.raises(UnreadableAnswerError) as caught:
        read(text)
    assert caught.value.code is code
    assert "weather" not in str(caught.value)
