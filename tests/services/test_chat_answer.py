import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.ports import ModelError
from conversation.coaching.usage import Usage
from peers import openai_wire as wire
from services.llm.dialects.chat_answer import ChatAnswer
from services.llm.refusal import RefusedError

AZURES_FIRST = json.dumps({"id": "", "choices": [], "prompt_filter_results": [{}]})
AZURES_LAST = json.dumps({"choices": [{"index": 0, "finish_reason": "stop"}]})
STREAM = [
    AZURES_FIRST,
    wire.chunk("m", {"role": "assistant", "content": ""}),
    wire.chunk("m", {"content": "One \u2028 two"}),
    wire.chunk("m", {"content": None, "reasoning_content": "a thought"}),
    wire.chunk("m", {"content": [{"type": "thinking", "thinking": []}]}),
    wire.chunk("m", {"content": [{"type": "text", "text": " three"}]}),
    wire.chunk("m", {}, "stop"),
    AZURES_LAST,
    wire.usage_chunk("m", 5),
    "[DONE]",
]
SAID = "One \u2028 two three"


def read(*parts: bytes) -> list[str | Usage]:
    answer = ChatAnswer("m")
    pieces = [piece for part in parts for piece in answer.feed(part)]
    return [*pieces, *answer.finish()]


def events(*datas: str, end: str = "\n\n") -> bytes:
    return "".join(f"data: {data}{end}" for data in datas).encode()


def text_of(pieces: list[str | Usage]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def test_a_stream():
    """The content of the chunks comes out, whatever else they carry, and the usage."""
    pieces = read(events(*STREAM))
    assert text_of(pieces) == SAID
    assert pieces[-1] == Usage("m", 100, 0, 5)


@given(st.sets(st.integers(0, 2000), max_size=20), st.sampled_from(["\n\n", "\r\n\r\n"]))
def test_any_pieces(cuts: set[int], end: str):
    """However the bytes are cut, the same comes out; comments and blank lines do no harm."""
    data = b"\xef\xbb\xbf: hello\n\nevent: x\n" + events(*STREAM, end=end)
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    parts = [data[start:stop] for start, stop in pairwise(edges)]
    assert text_of(read(*parts)) == SAID


@pytest.mark.parametrize(
    "odd",
    [
        "data: {oops\n\n",
        "data: keep-alive\n\n",
        'data: {"type": "ping"}\n\n',
        "data: []\n\ndata: null\n\n",
        'data: {"choices": [{"index": 1, "delta": {"content": "another"}}]}\n\n',
    ],
)
def test_what_a_gateway_puts_into_a_stream_is_passed_over(odd: str):
    """At its beginning, between chunks, and at its end."""
    parts = [events(data) for data in STREAM[:-1]]
    assert text_of(read(*(odd.encode() + part for part in parts), odd.encode())) == SAID


def test_an_event_whose_data_has_several_lines():
    """As the standard has it; nor is it spoiled by one before it that is none."""
    pretty = json.dumps(json.loads(STREAM[2]), indent=1).replace("\n", "\ndata: ")
    assert text_of(read(f"data: {{oops\n\ndata: {pretty}\n\n".encode())) == "One \u2028 two"
    assert text_of(read(events("{oops", STREAM[2], end="\n"))) == "One \u2028 two"


def test_a_document():
    """An answer that was not streamed is read whole."""
    data = json.dumps(wire.completion("m", "Hello."), indent=1).encode()
    pieces = read(data[:10], data[10:])
    assert text_of(pieces) == "Hello."
    assert isinstance(pieces[-1], Usage)


def test_a_stream_without_an_end():
    """What came counts, where the server forgets the last line's end."""
    assert text_of(read(events(wire.chunk("m", {"content": "Hi"})).rstrip())) == "Hi"


def test_nothing():
    """An empty answer has no pieces."""
    assert read(b"", b" \n") == []


@pytest.mark.parametrize(
    ("data", "status", "code", "is_foreign"),
    [
        (events('{"error": {"code": 429, "message": "x"}}'), 429, "429", False),
        (events('{"error": {"code": "overloaded", "message": "x"}}'), 200, "overloaded", False),
        (events(STREAM[2], '{"error": "x", "choices": []}'), 200, "", False),
        (b'{"error": {"code": "bad", "message": "x"}}', 200, "bad", False),
        (b'[{"error": {"code": 400, "status": "BAD"}}]', 400, "BAD", False),
        (b"<html>sign in</html>", 200, "", True),
        (b"hello", 200, "", True),
        (b'{"status": "ok"}', 200, "", True),
        (b"data: {\n\n", 200, "", True),
        (b"data: []\n\n", 200, "", True),
        (b"data: " + b"[" * 100_000 + b"\n", 200, "", True),
        (b"{" + b" " * 1_000_001, 200, "", True),
    ],
)
def test_an_error_inside_an_answer(data: bytes, status: int, code: str, is_foreign: bool):
    """An error in a 200, and what is no chat completion at all, are refusals."""
    with pytest.raises(RefusedError) as caught:
        read(data)
    refusal = caught.value.refusal
    assert (refusal.status, refusal.code, refusal.is_foreign) == (status, code, is_foreign)


@pytest.mark.parametrize("odd", [{}, {"delta": "words"}, {"delta": {"content": 5}}, "x", None])
def test_an_odd_choice_says_nothing(odd: Any):
    """A choice in no shape is skipped."""
    assert read(events(json.dumps({"choices": [odd]}))) == []


def test_a_refusal_of_the_model():
    """A model that declines is an error of its own, without its words."""
    with pytest.raises(ModelError, match=r"declined to answer\.$"):
        read(events(wire.chunk("m", {"refusal": "I can't."})))


def test_a_filter_that_stops_the_answer():
    """A content filter is no end of an answer."""
    with pytest.raises(RefusedError) as caught:
        read(events(wire.chunk("m", {}, "content_filter")))
    assert caught.value.refusal.code == "content_filter"
