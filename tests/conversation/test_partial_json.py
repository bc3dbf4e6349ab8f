import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.partial_json import MAX_CHARS, AdviceReader, UnreadableAnswerError

WHOLE = {
    "headline": "Ask what they compare with",
    "questions": ["Compared to what?"],
    "recommended_direction": "From price to value.",
    "signals_detected": ["price_objection"],
    "priority": "high",
    "confidence": 0.85,
    "evidence": [{"turn_id": "t7", "quote": "too expensive"}],
}
advices = st.builds(
    Advice,
    headline=st.text(min_size=1).filter(str.strip),
    questions=st.lists(st.text(), max_size=3),
    recommended_direction=st.text(),
    signals_detected=st.lists(st.text(), max_size=3),
    priority=st.sampled_from(Priority),
    confidence=st.floats(0, 1),
    evidence=st.lists(st.builds(Evidence, turn_id=st.text(), quote=st.text()), max_size=3),
)


def read(text: str) -> Advice:
    reader = AdviceReader()
    reader.feed(text)
    return reader.finish()


def code_of(text: str) -> str:
    with pytest.raises(UnreadableAnswerError) as caught:
        read(text)
    return caught.value.code


def test_headline_comes_first():
    """The headline is there while the model still writes it."""
    reader = AdviceReader()
    assert reader.feed('{"head') is None
    assert reader.feed('line": "') is None
    assert reader.feed("Ask wh") == {"headline": "Ask wh"}
    assert reader.feed('at"') == {"headline": "Ask what"}
    assert reader.feed(', "quest') is None


def test_half_a_value_is_not_shown():
    """A number, a priority and a piece of evidence are shown once they are whole."""
    reader = AdviceReader()
    assert reader.feed('{"confidence": 0.8') is None
    assert reader.feed('5, "priority": "hig') == {"confidence": 0.85}
    assert reader.feed('h", "evidence": [{"turn_id": "t1"') == {
        "priority": "high",
        "confidence": 0.85,
        "evidence": [],
    }
    known = reader.feed(', "quote": "dear')
    assert known is not None
    assert known["evidence"] == [{"turn_id": "t1", "quote": "dear"}]


def test_what_was_shown_stays():
    """A field does not vanish while the next one is still half a number."""
    reader = AdviceReader()
    assert reader.feed('{"priority": "low", "confidence": 0') == {"priority": "low"}
    assert reader.feed(".") is None
    assert reader.feed("5}") == {"priority": "low", "confidence": 0.5}


def test_wrong_fields_are_not_shown():
    """A field of the wrong type, or one that advice doesn't have, is never shown."""
    reader = AdviceReader()
    assert (
        reader.feed('{"headline": 7, "mood": "x", "questions": "why", "priority": "huge",') is None
    )
    assert reader.feed('"confidence": 3, "signals_detected": ["a", 5, ""]}') == {
        "signals_detected": ["a"]
    }


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "  \n{}\n",
        "```json\n{}\n```",
        "```\n{}\n```\nHope this helps!",
        "{} Done.",
        "```json {}```",
    ],
)
def test_fences(around: str):
    """White space, a code fence and text after the object do no harm, in whatever pieces."""
    text = around.replace("{}", json.dumps(WHOLE))
    assert read(text).as_dict() == WHOLE
    reader = AdviceReader()
    for char in text:
        reader.feed(char)
    assert reader.finish().as_dict() == WHOLE


def test_unknown_fields_are_dropped():
    """A field that advice doesn't have is left out of the advice."""
    assert read(json.dumps(WHOLE | {"mood": "sunny"})).as_dict() == WHOLE


@pytest.mark.parametrize("text", ["Sure! {}", "[1]", '{"headline" 1}', "{'a': 1}", '{"a": nope}'])
def test_not_json(text: str):
    """What isn't a JSON object is `not_json` as soon as that is certain."""
    with pytest.raises(UnreadableAnswerError) as caught:
        AdviceReader().feed(text)
    assert caught.value.code == "not_json"


def test_deep_nesting():
    """A wall of brackets is `not_json`, not a crash."""
    assert code_of('{"a": ' + "[" * 5000) == "not_json"


def test_incomplete():
    """An answer that breaks off, or never begins, is `incomplete`."""
    assert code_of(json.dumps(WHOLE)[:-2]) == "incomplete"
    assert code_of("") == "incomplete"
    assert code_of("```json\n") == "incomplete"


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": " "},
        {"priority": "urgent"},
        {"confidence": 2},
        {"questions": None},
        {"evidence": [{}]},
    ],
)
def test_invalid(wrong: dict[str, object]):
    """JSON that isn't advice is `invalid`."""
    assert code_of(json.dumps(WHOLE | wrong)) == "invalid"


def test_too_long():
    """An answer beyond all measure is refused while it comes."""
    reader = AdviceReader()
    reader.feed('{"headline": "')
    with pytest.raises(UnreadableAnswerError) as caught:
        reader.feed("a" * MAX_CHARS)
    assert caught.value.code == "too_long"


@pytest.mark.parametrize(
    "text",
    [
        "sesame",
        '{"sesame',
        '{"sesame": 1}',
        '{"headline": "sesame", "priority": "sesame"}',
        json.dumps(WHOLE | {"evidence": [{"sesame": "sesame"}]}),
    ],
)
def test_errors_hold_no_words(text: str):
    """An error never holds a word of the answer, nor does an exception behind it."""
    with pytest.raises(UnreadableAnswerError) as caught:
        read(text)
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@given(advices, st.booleans(), st.data())
def test_every_prefix(advice: Advice, ascii_only: bool, data: st.DataObject):
    """Any advice, cut anywhere, is read without an error, only grows, and comes out the same."""
    text = json.dumps(advice.as_dict(), ensure_ascii=ascii_only)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=40)))
    reader = AdviceReader()
    seen: dict[str, object] = {}
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        known = reader.feed(text[start:end])
        if known is None:
            continue
        for field, value in seen.items():
            if isinstance(value, str):
                assert str(known[field]).startswith(value)
            else:
                assert isinstance(value, float) or len(known[field]) >= len(value)  # type: ignore
        seen = known
    assert reader.finish() == advice


@given(st.text(max_size=200))
def test_any_text(text: str):
    """Any answer at all is either advice or an `UnreadableAnswerError`."""
    with suppress(UnreadableAnswerError):
        read("{" + text)
