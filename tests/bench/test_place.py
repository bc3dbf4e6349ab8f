"""The recogniser of the benchmarks: where in the call it is, and what it says."""

import json

import pytest

from bench.looped_call import PCM_BYTES_A_MS, looped_call
from bench.place import Place
from bench.transcriber import Result, Transcriber
from bench.turns import lost_turns
from conversation.speech.speakers import Speaker
from peers.deepgram_wire import Options

CALL = looped_call()
OPTIONS = Options(model="nova-3", interim=True, punctuate=True, endpointing_ms=300)


def audio(speaker: Speaker, from_ms: int, to_ms: int) -> bytes:
    pcm = CALL.pcm[speaker]
    return pcm[from_ms * PCM_BYTES_A_MS : to_ms * PCM_BYTES_A_MS]


@pytest.mark.parametrize("speaker", list(Speaker))
@pytest.mark.parametrize("start_ms", [0, 4000, 53_020, CALL.round_ms - 100])
def test_audio_is_found_in_the_call(speaker: Speaker, start_ms: int) -> None:
    """A fraction of a second tells whose audio it is, and from where, even where nobody speaks."""
    place = Place(CALL)
    for at in range(start_ms, start_ms + 200, 20):
        place.hear(audio(speaker, at, at + 20))
    assert (place.speaker, place.start_ms, place.wrong_bytes) == (speaker, start_ms, 0)
    assert place.now_ms == start_ms + 200


def test_a_hole_in_the_audio_is_noticed() -> None:
    """What does not follow from what came before is counted."""
    place = Place(CALL)
    place.hear(audio(Speaker.AGENT, 1000, 1100))
    place.hear(audio(Speaker.AGENT, 1200, 1300))
    assert place.wrong_bytes == 100 * PCM_BYTES_A_MS


def texts(said: list[Result]) -> list[tuple[str, bool]]:
    parsed = [json.loads(result.message) for result in said]
    return [(m["channel"]["alternatives"][0]["transcript"], m["is_final"]) for m in parsed]


def test_a_pause_makes_words_final() -> None:
    """Interim results word by word; after the endpointing's silence, a final with its last word."""
    transcriber = Transcriber(CALL, Speaker.CUSTOMER, 0, OPTIONS)
    turn = CALL.turns[Speaker.CUSTOMER][0]
    said = transcriber.hear_until(turn.end_ms + 200)
    assert texts(said)[0] == (turn.words[0].word, False)
    last = transcriber.hear_until(turn.end_ms + 400)
    assert [(result.is_final, result.word_end_ms) for result in last] == [(True, turn.end_ms)]
    finals = [text for text, is_final in texts(said + last) if is_final]
    assert " ".join(finals) == turn.text


def test_finalize_gets_the_rest() -> None:
    """Words that are not final yet come at once, marked, timed in the socket's own audio."""
    turn = CALL.turns[Speaker.AGENT][0]
    transcriber = Transcriber(CALL, Speaker.AGENT, turn.start_ms - 100, OPTIONS)
    transcriber.hear_until(turn.words[1].end_ms)
    final = transcriber.final(speech_final=True, from_finalize=True)
    result = json.loads(final.message)
    assert (result["from_finalize"], final.word_end_ms) == (True, turn.words[1].end_ms)
    assert [w["punctuated_word"] for w in result["channel"]["alternatives"][0]["words"]] == [
        word.word for word in turn.words[:2]
    ]
    assert result["channel"]["alternatives"][0]["words"][0]["start"] == pytest.approx(0.1)


def test_a_transcript_with_a_turn_missing_loses_it() -> None:
    """Turns are counted by their words, round by round, however the transcript cuts them."""
    turns = CALL.turns_within(Speaker.CUSTOMER, 0, 2 * CALL.round_ms)
    transcript = [{"speaker": "customer", "text": turn.text} for turn in turns]
    assert lost_turns(CALL, transcript[1:], 0, 2 * CALL.round_ms)[1] == 1 + 2 * len(
        CALL.turns[Speaker.AGENT]
    )
