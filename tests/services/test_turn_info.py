"""Flux's messages, and when a request for final words is answered."""

import json
from typing import Any

import pytest

from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.flux_turns import FluxTurns
from services.stt.deepgram.turn_info import TurnInfo, read_turn_info
from services.stt.refusal import SttRefusedError


def info(event: str, until: float, text: str = "", **more: Any) -> TurnInfo:
    said = {"type": "TurnInfo", "event": event, "audio_window_end": until, "transcript": text}
    read = read_turn_info(json.dumps(said | more))
    assert read
    return read


def summary(result: SttResult) -> tuple[str, float, bool, bool]:
    return result.text, result.until_ms, result.is_final, result.from_finalize


def test_a_turn_is_told_as_it_grows_and_is_final_at_its_end():
    """All of its words each time, from where the last turn ended."""
    turns = FluxTurns()
    grows = turns.take(info("StartOfTurn", 2.0, "Hello"))
    assert summary(grows) == ("Hello", 2000, False, False)
    words = [
        {"word": "Hello", "start": 1.2, "end": 1.6, "confidence": 0.9},
        {"word": "there.", "start": 1.6, "end": 2.1, "confidence": 0.7},
    ]
    ended = turns.take(info("EndOfTurn", 2.6, "Hello there.", words=words, trigger="model"))
    assert summary(ended) == ("Hello there.", 2600, True, False)
    assert (ended.start_ms, ended.end_ms, ended.from_ms) == (1200, 2100, 0)
    assert ended.confidence == pytest.approx(0.8)
    assert turns.take(info("Update", 4.0, "How")).from_ms == 2600


def test_words_without_times_begin_when_they_are_first_told():
    """At the latest; an older Flux tells none."""
    turns = FluxTurns()
    turns.take(info("StartOfTurn", 2.0, "Hello"))
    ended = turns.take(info("EndOfTurn", 5.0, "Hello there, you.", words=[{"word": "Hello"}]))
    assert (ended.start_ms, ended.end_ms) == (2000, 5000)


def test_silence_is_final_but_for_its_last_second():
    """In which a word may have begun that is not told yet."""
    turns = FluxTurns()
    assert summary(turns.take(info("Update", 5.0))) == ("", 4000, True, False)
    assert summary(turns.take(info("Update", 5.25))) == ("", 4250, True, False)
    assert turns.heard_ms == 5250


def test_a_request_is_due_when_the_audio_before_it_is_read():
    """And is answered by the turn that was ended for it, once."""
    turns = FluxTurns()
    turns.take(info("StartOfTurn", 2.0, "Hello"))
    turns.ask(2600)
    assert not turns.is_due
    turns.take(info("Update", 2.6, "Hello there."))
    assert turns.is_due
    ended = turns.take(info("EndOfTurn", 2.5, "Hello there.", trigger="manual"))
    assert ended.from_finalize
    assert not turns.asks


def test_a_turn_that_ends_by_itself_answers_what_it_reaches():
    """A request behind its end has yet to be answered: by nothing, if no words follow."""
    turns = FluxTurns()
    turns.take(info("StartOfTurn", 2.0, "Hello"))
    turns.ask(2600)
    turns.ask(4000)
    assert turns.take(info("EndOfTurn", 2.6, "Hello.", trigger="model")).from_finalize
    turns.take(info("Update", 4.0))
    assert turns.is_due
    assert summary(turns.empty()) == ("", 4000, True, True)
    assert not turns.asks


def test_what_ends_the_connection_is_told_by_its_code():
    """And by none of its words."""
    told = r"^stt_unreachable: an Error message, INTERNAL_SERVER_ERROR$"
    with pytest.raises(SttRefusedError, match=told):
        read_turn_info('{"type": "Error", "code": "INTERNAL_SERVER_ERROR", "description": "oh"}')


WORDS = [
    {"word": "Hello", "start": 1.2, "end": 1.6, "confidence": 0.9},
    {"word": "there.", "start": 1.6, "end": 2.1, "confidence": 0.7},
]


@pytest.mark.parametrize(
    ("odd", "until_ms"),
    [
        ({"audio_window_end": None}, 2100),
        ({"audio_window_end": "soon", "words": None}, 1900),
        ({"audio_window_end": float("nan"), "words": [{"start": "x"}]}, 1900),
        ({"transcript": None}, 2600),
        ({"words": [WORDS[0] | {"confidence": None}, WORDS[1] | {"start": None}]}, 2600),
        ({"words": "hello", "languages": "en", "trigger": 7}, 2600),
        ({"words": [{"start": 1e300, "end": 2.1}]}, 2600),
        ({"words": [{"start": None, "end": 0.2}]}, 2600),
        ({"words": [{"start": 9.0, "end": None}]}, 2600),
        ({"audio_window_end": 1e308}, 2100),
    ],
)
def test_odd_details_cost_no_words(odd: dict[str, Any], until_ms: float):
    """What does not say up to where it was read, says it by its words, or nothing new."""
    said = {"type": "TurnInfo", "event": "EndOfTurn", "audio_window_end": 2.6, "words": WORDS}
    read = read_turn_info(json.dumps(said | {"transcript": "Hello there."} | odd), 1900)
    assert read
    turns = FluxTurns()
    turns.take(info("StartOfTurn", 1.9, "Hello"))
    ended = turns.take(read)
    assert (ended.text, ended.is_final, ended.until_ms) == ("Hello there.", True, until_ms)
    assert 0 <= ended.end_ms <= until_ms
    assert ended.is_placed is (0 <= ended.start_ms <= ended.end_ms)
    assert ended.is_placed is (until_ms != 1900)


def test_a_turn_without_its_event_may_change():
    """Its words are told; the event that ends it makes them final."""
    said = {"type": "TurnInfo", "event": None, "audio_window_end": 2.6, "transcript": "Hello"}
    read = read_turn_info(json.dumps(said))
    assert read
    assert not FluxTurns().take(read).is_final


def test_no_more_is_read_than_was_sent():
    """A wild time would have every later request answered before its audio is read."""
    turns = FluxTurns()
    turns.take(info("Update", 1e9, "Hello"), sent_ms=2600)
    turns.ask(4000)
    assert not turns.is_due


@pytest.mark.parametrize(
    "message", ["{", "[" * 100_000, "3", '{"type": "TurnInfo", "event": "Update"}']
)
def test_a_message_that_can_not_be_used_is_told(message: str):
    """By where it is wrong; others of a known form are passed over."""
    with pytest.raises(AnswerError):
        read_turn_info(message)
    assert read_turn_info('{"type": "Connected"}') is None
