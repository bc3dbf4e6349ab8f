"""Twilio's transcription callbacks, read."""

import json
from typing import Any

import pytest

from conversation.speech.speakers import Speaker
from transports.twilio.transcription import (
    MAX_TEXT,
    Callback,
    CallbackError,
    TranscriptionKind,
    pieces_of,
)

FORM = {
    "AccountSid": "AC1",
    "CallSid": "CA1",
    "TranscriptionSid": "GT1",
    "SequenceId": "2",
    "Timestamp": "2026-11-20T08:00:00.611Z",
    "LanguageCode": "en-US",
    "TranscriptionEvent": "transcription-content",
    "Track": "outbound_track",
    "TranscriptionData": json.dumps({"transcript": "It is ninety dollars.", "confidence": 0.97}),
    "Final": "true",
}


def parsed(**fields: str) -> Callback:
    return Callback.parse(FORM | fields, Speaker.CUSTOMER)


def test_content_is_a_partys_words() -> None:
    """Whose, in which language, how sure, and whether they may still change."""
    expected = Callback(
        *(TranscriptionKind.CONTENT, "CA1", "GT1", "AC1", 2, Speaker.AGENT),
        *("It is ninety dollars.", True, "en-US", 0.97, "2026-11-20T08:00:00.611Z"),
    )
    assert parsed() == expected
    assert parsed(Track="inbound_track").speaker is Speaker.CUSTOMER
    assert not parsed(Final="false").final
    assert parsed(TranscriptionData='{"transcript": "So"}').confidence is None


@pytest.mark.parametrize("event", ["started", "stopped", "error"])
def test_what_brings_no_words_needs_none(event: str) -> None:
    """The begin and the end."""
    form = {name: FORM[name] for name in ("CallSid", "TranscriptionSid", "SequenceId")}
    callback = Callback.parse(
        form | {"TranscriptionEvent": f"transcription-{event}"}, Speaker.CUSTOMER
    )
    assert (callback.kind.value, callback.text) == (f"transcription-{event}", "")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"CallSid": ""}, "CallSid"),
        ({"TranscriptionSid": "a b"}, "TranscriptionSid"),
        ({"SequenceId": "two"}, "SequenceId"),
        ({"TranscriptionEvent": "transcription-sung"}, "unknown event"),
        ({"Track": "both_tracks"}, "neither track"),
        ({"TranscriptionData": "So I said"}, "usable words"),
        ({"TranscriptionData": "[]"}, "usable words"),
        ({"TranscriptionData": '{"transcript": 7}'}, "usable words"),
    ],
)
def test_what_can_not_be_understood_says_why(fields: dict[str, Any], told: str) -> None:
    """And never a caller's words."""
    with pytest.raises(CallbackError, match=told) as error:
        parsed(**fields)
    assert "So I said" not in str(error.value)


def test_long_words_are_pieces_that_end_where_something_does() -> None:
    """A sentence, else a word, else anywhere; nothing is lost."""
    assert pieces_of("So I said.") == ["So I said."]
    for said, last in (("Not yet, I said. ", "said."), ("word ", "word"), ("x", "x")):
        text = (said * MAX_TEXT).strip()
        pieces = pieces_of(text)
        assert max(map(len, pieces)) <= MAX_TEXT
        assert all(piece.endswith(last) for piece in pieces)
        assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
