import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import Priority
from conversation.coaching.json_scanner import ObjectScanner
from tests.conversation.answers import read


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "Go", "questions": ["Why?",], "priority": "high",}',
        "{'headline': 'Go', 'questions': ['Why?'], 'priority': 'high', 'evidence': None}",
        '{"headline": "Go", "questions": ["Why?"], "priority": "high", "confidence": NaN}',
        '{"headline": "Go\n", "questions": ["Why?\t"], "priority": "high"}',
        '{"headline": "G\\o", "questions": ["Why?"], "priority": "high"}',
        '{headline: "Go", questions : ["Why?"], priority: "high"}',
        "{“headline”: “Go”, „questions“: [“Why?”], ”priority”: ”high”}",
        '{"headline": "Go", // the "card"\n"questions": ["Why?"], # and\n"priority": "high"}',
        '{/* a card */"headline": "Go"/**/, "questions": [/* 1 * 2 **/"Why?"], "priority": "high"}',
    ],
)
def test_json_that_is_nearly_right(text: str):
    """A comma too many, odd quotes or none, comments, a line break or a lost backslash do no harm.

    In whatever pieces they come.
    """
    advice = read(text)
    scanner = ObjectScanner()
    for char in text:
        scanner.feed(char, 0)
    assert json.loads(scanner.text)["headline"].strip() == "Go"
    assert (advice.headline.strip(), advice.questions[0].strip()) == ("Go", "Why?")
    assert advice.priority is Priority.HIGH


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.text(), VALUES), st.sampled_from([None, 1]), st.text(max_size=3))
def test_any_object_comes_out_the_same(value: dict[str, object], indent: int | None, after: str):
    """The text of an object is taken to its end and no further, and means the same."""
    text = json.dumps(value, indent=indent)
    scanner = ObjectScanner()
    assert scanner.feed(text + after, 0) == len(text)
    assert scanner.closed
    assert json.loads(scanner.text) == value


@pytest.mark.parametrize(
    "text",
    [
        "{a}",
        "{a b",
        "{1:",
        "{/ ",
        '{"a" /x',
        "{1",
        "{[",
        "{,",
        '{"a" "',
        '{"a",',
        '{"a": ,',
        '{"a": 1 2',
        '{"a": 1]',
        '{"a": [,',
        '{"a": no,',
        '{"a": 01,',
        '{"a": 1,,',
        '{"a": }',
        "{" * 2,
        '{"a":' * 40,
    ],
)
def test_what_is_no_object_breaks_at_once(text: str):
    """The first character that no JSON object can have there is enough."""
    scanner = ObjectScanner()
    scanner.feed(text, 0)
    assert scanner.broken
    assert not scanner.closed
