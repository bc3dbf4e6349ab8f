import json
from contextlib import suppress
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import Advice
from conversation.coaching.answer_finder import AnswerFinder
from conversation.coaching.partial_json import AdviceReader, UnreadableAnswerError
from tests.conversation.answers import DRAFT, TEXT, WHOLE, read


def whole(reader: AdviceReader) -> dict[str, Any]:
    """What has been read, to its end."""
    advice = reader.finish()
    assert advice
    return advice.as_dict()


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
    assert whole(reader) == WHOLE


def test_half_of_a_pair_costs_no_answer():
    """A model that is cut in the middle of an emoji; a text can be sent and kept all the same."""
    off = json.dumps(WHOLE).replace('"headline": "', '"headline": "\\ud83d ')
    assert read(off).headline == f"\ufffd {WHOLE['headline']}"


WHOLE_DRAFT = json.dumps(WHOLE | {"headline": "A draft"})

AROUND = {
    "thinking": "<think>\nThe price is the point.\n</think>\n\n{}",
    "no thoughts": "<think>\n\n</think>\n\n{}",
    "a draft in the thinking": f"<think>maybe {DRAFT}</think>{{}}",
    "a whole draft": f"<thinking>{WHOLE_DRAFT}</thinking>\n{{}}",
    "a draft that is not finished": '<think>use {"headline": "A dr</think>{}',
    "braces in the thinking": '<think>I\'d use {a} or {"a": [}</think>```json\n{}\n```',
    "other names": "<reasoning>Hm.</reasoning>{}",
    "capitals": "<Think>Hm.</Think>{}",
    "square brackets": "[THINK]Hm.[/THINK]{}",
    "a namespace": "<seed:think>Hm.</seed:think>{}",
    "bars": "<|START_THINKING|>Hm.<|END_THINKING|>{}",
    "channels": "<|channel|>analysis<|message|>Hm.<|end|><|channel|>final<|message|>{}",
    "only the closing tag": f"The price is the point. {DRAFT}\n</think>\n{{}}",
    "a whole draft before the closing tag": f"Hm: {WHOLE_DRAFT}</think>{{}}",
    "two thoughts": "<think>a</think> So: <think>b</think>{}",
    "words after the thinking": "<think>a</think>Here you are:\n{}",
    "9,000 characters of thought": "<think>" + "The customer weighs it. " * 400 + "</think>{}",
    "a sentence": "Here is the JSON you asked for:\n\n{}",
    "a sentence with braces": 'I\'ll fill in {headline} and {"questions"}: {}',
    "a sentence with a smaller object": 'From {"a": 1} and {"headline": "x"} comes {}',
    "a sentence and a fence": "Sure!\n```json\n{}\n```",
    "less than": "As 1 < 2 and <b>bold</b>: {}",
    "a byte order mark": "\ufeff{}",
    "tildes": "~~~json\n{}\n~~~",
    "a label": "json\n{}",
    "a wrapper": '{"advice": {}}',
    "a wrapper with thoughts": '{"thinking": "Hm.", "suggestion": {}, "ok": true}',
    "two wrappers": '{"result": {"suggestions": [{}]}}',
    "a wrapper's text": '{"content": ' + json.dumps(TEXT) + "}",
    "a list": "[{}]",
    "a schema's shape": '{"type": "object", "properties": {}}',
    "another object before it": '{"type": "object", "properties": {"headline": {}}}'.replace(
        "{}", '{"type": "string"}'
    )
    + "\n{}",
    "a second object after it": "{}\n" + DRAFT,
    "an open tag after it": "{}<think>",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND.keys())
def test_text_around_the_object(around: str):
    """The object is found whatever stands around it, whole or char by char."""
    text = around.replace("{}", TEXT)
    assert read(text).as_dict() == WHOLE
    reader = AdviceReader()
    for char in text:
        reader.feed(char)
    assert whole(reader) == WHOLE


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND.keys())
def test_nothing_shown_is_taken_back(around: str):
    """Each field shown is a beginning of the one that comes out; nothing is shown of a thought."""
    reader = AdviceReader()
    for char in around.replace("{}", TEXT):
        known = reader.feed(char) or {}
        for field, value in known.items():
            if isinstance(value, str):
                assert str(WHOLE[field]).startswith(value)
            elif isinstance(value, list):
                assert len(value) <= len(WHOLE[field])


def test_thinking_that_is_never_closed():
    """The last object counts where a model forgets the closing tag, and is not shown before."""
    reader = AdviceReader()
    assert reader.feed(f"<think>Perhaps {DRAFT}. No: {TEXT}") is None
    assert whole(reader) == WHOLE


PARTS = st.sampled_from(
    [
        "<think>",
        "</think>",
        "<",
        "[",
        "{",
        "}",
        '"',
        "'",
        ",",
        "\\",
        "```json\n",
        "\ufeff",
        "Sure: ",
        '{"a": ',
        '{"headline": "x", ',
        DRAFT,
        TEXT,
        "a" * 5000,
        " " * 45,
    ]
)


@given(st.lists(PARTS | st.text(max_size=5), max_size=12).map("".join), st.data())
def test_any_pieces_give_the_same(text: str, data: st.DataObject):
    """However an answer is cut, the same advice or the same error comes of it."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=40)))
    assert outcome([text]) == outcome(
        [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    )


def outcome(pieces: list[str]) -> Advice | str:
    reader = AdviceReader()
    try:
        for piece in pieces:
            reader.feed(piece)
        advice = reader.finish()
        assert advice
        return advice
    except UnreadableAnswerError as error:
        return error.code


@pytest.mark.parametrize(
    "unit", ['{"a": "', '{"a": [', "{", '{"', "<think", "<", "a ", '{"a": 1, "b": {"c": "x"}, ']
)
def test_reading_is_linear(unit: str):
    """An answer that comes char by char costs in proportion to its length, however odd it is.

    Four times the text costs 16 times as much where reading is quadratic.
    """
    short, long = (min(cost(unit, chars) for _ in range(3)) for chars in (1500, 6000))
    assert long < 10 * short


def cost(unit: str, chars: int) -> float:
    """Seconds of CPU for an answer of so many characters of headline and odd text."""
    half = chars // 2
    text = (unit * half)[:half] + '{"headline": "' + "word " * (half // 5)
    began = process_time()
    with suppress(UnreadableAnswerError):
        reader = AdviceReader()
        for char in text:
            reader.feed(char)
        reader.finish()
    return process_time() - began


def test_a_string_that_goes_on_is_not_read_again():
    """However many pieces it comes in; what ends or begins is read at once."""
    looked: list[dict[str, Any]] = []

    def fields_of(fields: dict[str, Any]) -> dict[str, Any]:
        looked.append(fields)
        return fields

    finder, told = AnswerFinder(fields_of), list[Any]()
    for piece in ['{"a": "', *["word "] * 200, '", "b": ["', *["word "] * 200, '", "c']:
        finder.feed(piece)
        if growing := finder.growing():
            told.append((list(growing[0]), growing[1]))
    assert told == [(["a"], True), (["a", "b"], True), (["a", "b"], True)]
    assert len(looked) == len(told)
