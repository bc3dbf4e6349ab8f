"""What Deepgram says, read from the wire."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from pipecat.transcriptions.language import Language

from peers.deepgram_wire import Options, Span, metadata, results, schema_error
from peers.speech import Word
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.endings import NotUnderstoodError
from services.stt.deepgram.results import ResultReader

OPTIONS = Options("nova-3", interim=True, punctuate=True, endpointing_ms=300)
HELLO = (Word("Hello", 500, 800), Word("there.", 820, 1300))


def said(**changes: Any) -> str:
    """A message about two words, with changes to it."""
    return json.dumps(json.loads(results(OPTIONS, Span(0, 1500, HELLO), is_final=True)) | changes)


def test_words_and_their_place():
    """The words, how sure they are, when they were said and how far the audio is covered."""
    heard = ResultReader().read(results(OPTIONS, Span(400, 1500, HELLO), is_final=False))
    assert heard
    assert (heard.text, heard.confidence) == ("Hello there.", 0.99)
    assert (heard.start_ms, heard.end_ms) == (500, 1300)
    assert heard.until_ms == pytest.approx(1500)
    assert (heard.is_final, heard.from_finalize) == (False, False)


def test_the_answer_to_a_request_may_be_empty():
    """No words: the place is that of the audio."""
    message = results(OPTIONS, Span(400, 1500), is_final=True, from_finalize=True)
    heard = ResultReader().read(message)
    assert heard
    assert (heard.text, heard.from_finalize) == ("", True)
    assert (heard.start_ms, heard.end_ms) == pytest.approx((400, 1500))


def test_what_a_server_leaves_out_is_not_missed():
    """No alternative, no words, nulls: nothing was said."""
    heard = ResultReader().read(said(channel={"alternatives": []}, from_finalize=None))
    assert heard
    assert heard.text == ""
    assert (heard.start_ms, heard.end_ms) == (0, 1500)


def test_a_language_that_is_detected():
    """The first that is told, if it is one that Pipecat knows."""
    for languages, known in ((["fr"], Language.FR), (["xx-none"], None), ([], None), (None, None)):
        heard = ResultReader().read(
            said(channel={"alternatives": [{"transcript": "Oui.", "languages": languages}]})
        )
        assert heard
        assert heard.language is known


def test_other_messages_are_no_results():
    """Metadata says nothing about words; an error does not pass for it."""
    assert ResultReader().read(metadata(1500)) is None
    with pytest.raises(NotUnderstoodError):
        ResultReader().read(schema_error("{oops"))
    assert (
        ResultReader().read('{"type": "SpeechStarted", "channel": [0, 1], "timestamp": 1.0}')
        is None
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"words": [{"word": "hello", "start": None, "end": "soon"}]},
        {"confidence": "high"},
        {"languages": "en"},
        {"words": "hello"},
        {"confidence": float("nan"), "words": [{"start": float("inf"), "end": float("nan")}]},
    ],
)
def test_odd_details_cost_no_words(odd: dict[str, Any]):
    """Where the places of words can't be read, they end with the audio, and begin by a guess."""
    heard = ResultReader().read(
        said(channel={"alternatives": [{"transcript": "Hello there."} | odd]})
    )
    assert heard
    assert (heard.text, heard.is_final) == ("Hello there.", True)
    assert (heard.start_ms, heard.end_ms, heard.until_ms) == (400, 1500, 1500)


@pytest.mark.parametrize("words", [HELLO, ()])
def test_final_words_that_come_twice_are_told_once(words: Sequence[Word]):
    """Whether or not they say where they are."""
    alternative = json.loads(said())["channel"]["alternatives"][0]
    whole = alternative if words else {"transcript": alternative["transcript"]}
    message = said(channel={"alternatives": [whole]})
    reader = ResultReader()
    assert reader.read(message)
    assert reader.read(message) is None


WORDS = [
    {"word": "hello", "start": 0.5, "end": 0.8, "punctuated_word": "Hello"},
    {"word": "there", "start": 0.82, "end": 1.3, "punctuated_word": "there."},
]
NO_NUMBERS = [None, "soon", [], {}, True, -1, 1e308, float("nan"), "nan", "inf", "1e999"]


@pytest.mark.parametrize("odd", NO_NUMBERS)
def test_a_result_that_does_not_say_where_it_begins(odd: Any):
    """Its words are heard: it begins where the last final one ended, and ends at its last word."""
    for changes, until_ms in (({"start": odd}, 2100), ({"start": odd, "duration": odd}, 1300)):
        reader = ResultReader()
        assert reader.read(results(OPTIONS, Span(0, 600), is_final=True))
        heard = reader.read(said(**changes))
        assert heard
        assert (heard.text, heard.is_final, heard.from_ms) == ("Hello there.", True, 600)
        assert (heard.start_ms, heard.end_ms) == (500, 1300)
        assert heard.until_ms == pytest.approx(until_ms)


@pytest.mark.parametrize("odd", NO_NUMBERS)
def test_a_result_that_does_not_say_where_anything_is(odd: Any):
    """The words have no place but that of the audio before; what follows is not said to be lost."""
    bare = {"channel": {"alternatives": [{"transcript": "Hello there."}]}}
    reader = ResultReader()
    assert reader.read(said())
    heard = reader.read(said(start=odd, duration=odd, **bare))
    assert heard
    assert (heard.text, heard.from_ms, heard.until_ms) == ("Hello there.", 1500, 1500)
    after = reader.read(results(OPTIONS, Span(3000, 4000, HELLO), is_final=True))
    assert after
    assert (after.from_ms, after.until_ms) == (1500, 4000)
    later = reader.read(results(OPTIONS, Span(9000, 9500, HELLO), is_final=True))
    assert later
    assert later.from_ms == 9000


@pytest.mark.parametrize("odd", [None, "maybe", [], 7])
def test_a_result_that_does_not_say_whether_it_is_final(odd: Any):
    """It may change, unless it ends an utterance or answers a request."""
    heard = ResultReader().read(said(is_final=odd))
    assert heard
    assert (heard.text, heard.is_final) == ("Hello there.", False)
    for name, from_finalize in (("speech_final", False), ("from_finalize", True)):
        heard = ResultReader().read(said(is_final=odd, **{name: True}))
        assert heard
        assert (heard.is_final, heard.from_finalize) == (True, from_finalize)


@pytest.mark.parametrize("odd", [None, 7, ["Hello"], {}])
def test_a_result_whose_transcript_can_not_be_read_has_its_words(odd: Any):
    """One after the other, as they would be written."""
    alternatives = [None, {"transcript": odd, "words": [None, *WORDS, 7]}]
    heard = ResultReader().read(said(channel={"alternatives": alternatives}))
    assert heard
    assert (heard.text, heard.start_ms, heard.end_ms) == ("Hello there.", 500, 1300)


@pytest.mark.parametrize("odd", [{"channel": None}, {"channel": {"alternatives": None}}])
def test_a_result_without_a_channel_can_not_be_used(odd: dict[str, Any]):
    """It may have had words, which is told."""
    with pytest.raises(AnswerError):
        ResultReader().read(said(**odd))


def test_no_word_begins_after_the_last_has_ended():
    """A place that can't be is that of the audio."""
    for start in (1e300, 9.0, None):
        for odd in ({}, {"confidence": 1.7}):
            words = [{"start": start, "end": 0.8}]
            alternative = {"transcript": "Hello there.", "words": words} | odd
            heard = ResultReader().read(said(start=1.0, channel={"alternatives": [alternative]}))
            assert heard
            assert (heard.start_ms <= heard.end_ms, heard.confidence) == (True, None)


@pytest.mark.parametrize(
    "message",
    [
        "{babble",
        "[]",
        "3",
        "{}",
        b"\xff\xfe",
        "[" * 100_000,
        '{"type": "Results", "start": "soon"}',
    ],
)
def test_what_deepgram_would_not_send(message: str | bytes):
    """One typed error, which tells no words."""
    with pytest.raises(AnswerError):
        ResultReader().read(message)
    with pytest.raises(AnswerError) as error:
        ResultReader().read(said(channel={"alternatives": [{"transcript": ["a secret"]}]}))
    assert "secret" not in str(error.value)
