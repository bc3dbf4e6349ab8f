"""Answers of a model: one whole advice, and its text."""

import json
from typing import Any

import pytest

from conversation.coaching.advice import Advice
from conversation.coaching.partial_json import AdviceReader, UnreadableAnswerError

WHOLE: dict[str, Any] = {
    "headline": "Ask what they compare with",
    "questions": ["Compared to what?"],
    "recommended_direction": "From price to value.",
    "signals_detected": ["price_objection"],
    "priority": "high",
    "confidence": 0.85,
    "evidence": [{"turn_id": "t7", "quote": "too expensive"}],
}
TEXT = json.dumps(WHOLE)
DRAFT = '{"headline": "A draft"}'


def read(text: str) -> Advice:
    reader = AdviceReader()
    reader.feed(text)
    advice = reader.finish()
    assert advice is not None, "the answer is silent"
    return advice


def code_of(text: str) -> str:
    with pytest.raises(UnreadableAnswerError) as caught:
        read(text)
    return caught.value.code
