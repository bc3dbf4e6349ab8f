"""Both parties speaking at once."""

from conversation.speech.overlap import SpeechOverlap
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


def heard(*speech: tuple[Speaker, int, int | None]) -> SpeechOverlap:
    """Stretches of speech; one without an end goes on."""
    overlap = SpeechOverlap()
    for speaker, start_ms, end_ms in speech:
        overlap.started(speaker, start_ms)
        if end_ms is not None:
            overlap.stopped(speaker, end_ms)
    return overlap


def turn(speaker: Speaker, start_ms: int, end_ms: int) -> Turn:
    return Turn("t1", speaker, "words", start_ms, end_ms)


def test_who_speaks_in_turn_does_not_overlap():
    """Nor does a moment at the turn's end, as people take turns."""
    overlap = heard((CUSTOMER, 1000, 3000), (AGENT, 2800, 5000))
    assert overlap.of(turn(CUSTOMER, 1000, 3000)) is None
    assert overlap.of(turn(AGENT, 2800, 5000)) is None


def test_speech_on_top_of_speech_is_told_of_both():
    """By how long both spoke, pauses in either left out."""
    overlap = heard((CUSTOMER, 1000, 2000), (CUSTOMER, 2500, 4000), (AGENT, 1500, 3000))
    assert overlap.of(turn(CUSTOMER, 1000, 4000)) == 1000
    assert overlap.of(turn(AGENT, 1500, 3000)) == 1000


def test_a_party_that_still_speaks_overlaps():
    """Up to the end of the turn."""
    overlap = heard((AGENT, 500, None), (CUSTOMER, 1000, 2000))
    assert overlap.of(turn(CUSTOMER, 1000, 2000)) == 1000


def test_a_turn_of_a_call_in_text_has_none():
    """Nobody was heard."""
    assert SpeechOverlap().of(turn(CUSTOMER, 0, 1000)) is None
