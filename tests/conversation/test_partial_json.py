import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.coaching.partial_json import MAX_CHARS, AdviceReader, UnreadableAnswerError
from tests.conversation.answers import DRAFT, TEXT, WHOLE, code_of, read

# Without what is not shown: controls, and the signs of markup.
seen_signs = st.characters(
    exclude_categories=("Cc", "Cf", "Cs"), exclude_characters="<*_`[#>~+-"
) | st.sampled_from("\n\t")
advices = st.builds(
    Advice,
    headline=st.text(seen_signs, min_size=1).filter(str.strip),
    questions=st.lists(st.text(seen_signs), max_size=3),
    recommended_direction=st.text(seen_signs),
    signals_detected=st.lists(st.text(seen_signs), max_size=3),
    priority=st.sampled_from(Priority),
    confidence=st.floats(0, 1),
    evidence=st.lists(st.builds(Evidence, turn_id=st.text(), quote=st.text()), max_size=3),
)


def test_headline_comes_first():
    """The headline is there as soon as it is whole, and no fragment of it before."""
    reader = AdviceReader()
    assert reader.feed('{"head') is None
    assert reader.feed('line": "') is None
    assert reader.feed("Ask wh") is None
    assert reader.feed('at"') == {"headline": "Ask what"}
    assert reader.feed(', "quest') is None


def test_nothing_is_known_before_the_headline():
    """A priority that stands first comes with the headline, so that the card is seen as it is."""
    reader = AdviceReader()
    assert reader.feed('{"worth_saying": true, "priority": "critical", "headline": "Li') is None
    assert reader.feed('sten"') == {"priority": "critical", "headline": "Listen"}


@pytest.mark.parametrize("no", ["false", "False", '"no"', '"false"', "0"])
@pytest.mark.parametrize("before", ["{", '{"advice": {', "Hm.</think>{", "```json\n{", "[{"])
def test_nothing_worth_saying(no: str, before: str):
    """A no is known at once; what the model writes behind it is neither read nor shown."""
    reader = AdviceReader()
    assert reader.feed(f'{before}"worth_saying": {no},') is None
    assert reader.silent
    assert reader.feed(TEXT) is None
    assert reader.finish() is None


def test_a_silent_answer_may_be_whole():
    """A no that comes at the end of an answer, or in a text of words, is a no."""
    for text in (json.dumps(WHOLE | {"worth_saying": False}), 'So: {"worth_saying": false}'):
        reader = AdviceReader()
        reader.feed(text)
        assert reader.finish() is None
        assert reader.silent


@pytest.mark.parametrize("yes", [True, "yes", None, "maybe", 7, []])
def test_all_but_a_no_is_worth_it(yes: object):
    """An answer that says nothing clear of its worth is advice, as one without the field is."""
    assert read(json.dumps({"worth_saying": yes} | WHOLE)).as_dict() == WHOLE


def test_a_question_gets_its_answer():
    """Where silence is no answer, the headline counts, and one without it is `invalid`."""
    reader = AdviceReader(may_be_silent=False)
    reader.feed(json.dumps({"worth_saying": False} | WHOLE))
    advice = reader.finish()
    assert advice is not None
    assert advice.as_dict() == WHOLE
    reader = AdviceReader(may_be_silent=False)
    reader.feed('{"worth_saying": false, "headline": ""}')
    with pytest.raises(UnreadableAnswerError) as caught:
        reader.finish()
    assert caught.value.code == "invalid"


def test_items_are_shown_when_they_are_whole():
    """A question or a signal that is being written is not shown; those before it are."""
    reader = AdviceReader()
    assert reader.feed('{"headline": "Ask", "questions": ["Why?", "Ho') == {
        "headline": "Ask",
        "questions": ["Why?"],
    }
    known = reader.feed('w?"], "recommended_direction": "Fro')
    assert known is not None
    assert known == {"headline": "Ask", "questions": ["Why?", "How?"]}
    whole = reader.feed('m price to value.",')
    assert whole == known | {"recommended_direction": "From price to value."}


def test_half_a_value_is_not_shown():
    """A number, a priority and a piece of evidence are shown once they are whole."""
    reader = AdviceReader()
    assert reader.feed('{"headline": "Ask", "confidence": 0.8') == {"headline": "Ask"}
    assert reader.feed('5, "priority": "hig') == {"headline": "Ask", "confidence": 0.85}
    assert reader.feed('h", "evidence": [{"turn_id": "t1"') == {
        "priority": "high",
        "headline": "Ask",
        "confidence": 0.85,
        "evidence": [],
    }
    assert reader.feed(', "quote": "dear') is None
    known = reader.feed('"}')
    assert known is not None
    assert known["evidence"] == [{"turn_id": "t1", "quote": "dear"}]


def test_what_was_shown_stays():
    """A field does not vanish while the next one is still half a number."""
    reader = AdviceReader()
    assert reader.feed('{"headline": "Go", "priority": "low", "confidence": 0') == {
        "headline": "Go",
        "priority": "low",
    }
    assert reader.feed(".") is None
    assert reader.feed("5}") == {"headline": "Go", "priority": "low", "confidence": 0.5}


def test_wrong_fields_are_not_shown():
    """A field of the wrong type, or one that advice doesn't have, is never shown."""
    reader = AdviceReader()
    assert reader.feed('{"headline": 7, "mood": "x", "questions": 8, "priority": "huge",') is None
    assert reader.feed('"confidence": 3, "signals_detected": ["a", 5, ""], ') is None
    reader = AdviceReader()
    assert reader.feed('{"headline": "Ask", "questions": 8, "signals_detected": ["a", 5, ""],') == {
        "headline": "Ask",
        "signals_detected": ["a"],
    }


def test_unknown_fields_are_dropped():
    """A field that advice doesn't have is left out of the advice."""
    assert read(json.dumps(WHOLE | {"mood": "sunny"})).as_dict() == WHOLE


@pytest.mark.parametrize("text", ["Sure! {", "[1]", '{"headline" 1}', "{a 1}", '{"a": nope}'])
def test_not_json(text: str):
    """A text that holds no JSON object is `not_json`."""
    assert code_of(text) == "not_json"


def test_deep_nesting():
    """A wall of brackets is `not_json`, not a crash."""
    assert code_of('{"a": ' + "[" * 5000) == "not_json"


def test_incomplete():
    """An answer that breaks off, or never begins, is `incomplete`."""
    assert code_of(json.dumps(WHOLE)[:-2]) == "incomplete"
    assert code_of("") == "incomplete"
    assert code_of("```json\n") == "incomplete"


@pytest.mark.parametrize(
    "wrong", [{"headline": " "}, {"headline": None}, {"headline": 7}, {"headline": []}]
)
def test_invalid(wrong: dict[str, object]):
    """JSON without a headline is `invalid`: there is nothing to show."""
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
        '{"headline": ["sesame", "sesame"], "priority": "sesame"}',
        json.dumps(WHOLE | {"headline": {"sesame": "sesame"}}),
        "<think>sesame",
        "sesame {sesame",
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


@pytest.mark.parametrize("before", ["", "```json\n", "<think>Hm.</think>", "\ufeff"])
def test_an_object_that_closes_is_final(before: str):
    """What comes after the object changes nothing, and is not waited for."""
    reader = AdviceReader()
    reader.feed(before + TEXT)
    assert reader.wait_s is not None
    assert reader.wait_s < 0.5
    assert reader.feed(f" more </think>{DRAFT}") is None
    advice = reader.finish()
    assert advice is not None
    assert advice.as_dict() == WHOLE


def test_a_doubtful_object_is_waited_for():
    """An object after words may be a draft: a whole one for a second, a part of one to the end."""
    reader = AdviceReader()
    reader.feed("Here you are: ")
    assert reader.wait_s is None
    reader.feed(DRAFT)
    assert reader.wait_s is None
    reader.feed(TEXT)
    assert reader.wait_s == 1
    reader.feed("</think>")
    assert reader.wait_s is None


@given(st.text(max_size=200), st.sampled_from(["", "{", '{"headline": "', "<think>"]))
def test_any_text(text: str, before: str):
    """Any answer at all is either advice or an `UnreadableAnswerError`."""
    with suppress(UnreadableAnswerError):
        read(before + text)
