"""The recogniser with known answers, without a socket."""

import json
from typing import Any

import numpy as np

from peers.deepgram_wire import Options
from peers.script_ear import ScriptEar
from peers.speech import RATE, Ear, Word
from peers.transcriber import Transcriber
from peers.voice_ear import VoiceEar
from peers.voices import noise_voice
from transports.audio import mulaw

HELLO = noise_voice(
    "customer",
    6000,
    [
        Word("Hello", 1000, 1300),
        Word("there.", 1320, 1700),
        Word("Too", 3000, 3200),
        Word("dear!", 3240, 3600),
    ],
    seed=1,
)
GOODBYE = noise_voice("agent", 6000, [Word("Good", 500, 900), Word("bye.", 920, 1400)], seed=2)
VOICES = [HELLO, GOODBYE]
SECOND = 2 * RATE
OPTIONS = Options(model="nova-3", interim=True, punctuate=True, endpointing_ms=300)


def voices() -> VoiceEar:
    return VoiceEar(VOICES)


def heard(pcm: bytes, ear: Ear | None = None, options: Options = OPTIONS) -> list[dict[str, Any]]:
    """All messages of a stream, closed at its end."""
    transcriber = Transcriber(ear or voices(), options)
    return [json.loads(text) for text in transcriber.hear(pcm) + transcriber.close()]


def finals(messages: list[dict[str, Any]]) -> list[str]:
    return [transcript(message) for message in messages if message.get("is_final")]


def transcript(message: dict[str, Any]) -> str:
    return message["channel"]["alternatives"][0]["transcript"]


def words(messages: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    return [
        (word["punctuated_word"], word["start"], word["end"])
        for message in messages
        if message.get("is_final")
        for word in message["channel"]["alternatives"][0]["words"]
    ]


def test_each_party_is_recognised_by_its_voice():
    """The audio alone tells whose words are answered."""
    assert finals(heard(HELLO.pcm)) == ["Hello there.", "Too dear!"]
    assert finals(heard(GOODBYE.pcm)) == ["Good bye."]


def test_word_times_count_from_the_start_of_the_socket():
    """Audio that starts 800 ms into the call gives times that are 800 ms less."""
    late = HELLO.pcm[SECOND * 8 // 10 :]
    assert words(heard(late))[0] == ("Hello", 0.2, 0.5)


def test_mulaw_on_the_way_changes_nothing():
    """What has been through the telephone network is recognised as well."""
    assert finals(heard(mulaw.decode(mulaw.encode(HELLO.pcm)))) == ["Hello there.", "Too dear!"]


def test_lost_audio_loses_its_words_alone():
    """A gap takes the words that are in it; those after it are heard, with shifted times."""
    pcm = HELLO.pcm[: SECOND * 13 // 10] + HELLO.pcm[SECOND * 25 // 10 :]
    assert words(heard(pcm)) == [("Hello", 1.0, 1.3), ("Too", 1.8, 2.0), ("dear!", 2.04, 2.4)]


def test_silence_that_fills_a_gap_keeps_the_times():
    """Where a transport fills the gap, the words after it keep their place."""
    gap = slice(SECOND * 13 // 10, SECOND * 18 // 10)
    pcm = HELLO.pcm[: gap.start] + bytes(gap.stop - gap.start) + HELLO.pcm[gap.stop :]
    assert [word for word, *_ in words(heard(pcm))] == ["Hello", "Too", "dear!"]
    assert words(heard(pcm))[1] == ("Too", 3.0, 3.2)


def test_inserted_silence_shifts_the_times_and_doubles_nothing():
    """A pause that the call did not have moves what follows it."""
    pcm = HELLO.pcm[: 2 * SECOND] + bytes(SECOND // 2) + HELLO.pcm[2 * SECOND :]
    assert finals(heard(pcm)) == ["Hello there.", "Too dear!"]
    assert words(heard(pcm))[2] == ("Too", 3.5, 3.7)


def test_what_nobody_said_is_not_understood():
    """Noise that is in no voice gives no words, and does not hide those after it."""
    noise = np.random.default_rng(9).normal(0, 3000, RATE).astype("<i2").tobytes()
    assert finals(heard(noise)) == []
    assert finals(heard(noise + HELLO.pcm)) == ["Hello there.", "Too dear!"]


def test_interims_grow_until_the_final():
    """Each interim holds all words since the last final, and is neither final nor an end."""
    messages = [message for message in heard(GOODBYE.pcm) if message["type"] == "Results"]
    assert [transcript(message) for message in messages] == ["Good", "Good bye.", "Good bye."]
    assert [message["is_final"] for message in messages] == [False, False, True]
    assert [message["speech_final"] for message in messages] == [False, False, True]


def test_endpointing_decides_where_an_utterance_ends():
    """A short endpointing cuts at the pause between two words; without it nothing ends."""
    cut = Options(model="nova-3", interim=False, punctuate=True, endpointing_ms=20)
    assert finals(heard(HELLO.pcm, options=cut))[-2:] == ["Too", "dear!"]
    never = Options(model="nova-3", interim=False, punctuate=True, endpointing_ms=None)
    assert not any(message.get("speech_final") for message in heard(HELLO.pcm, options=never)[:-2])


def test_a_long_utterance_comes_in_spans():
    """Speech of more than three seconds is closed on the way, without `speech_final`."""
    long = noise_voice(
        "customer", 8000, [Word(f"w{n}", n * 400, n * 400 + 390) for n in range(15)], seed=3
    )
    messages = heard(long.pcm, VoiceEar([long]))
    spans = [message for message in messages if message.get("is_final")]
    assert [message["speech_final"] for message in spans] == [False, False, True]
    assert " ".join(map(transcript, spans)) == " ".join(word.text for word in long.words)
    assert spans[1]["start"] == spans[0]["start"] + spans[0]["duration"]


def test_finalize_answers_with_what_is_left_or_with_nothing():
    """The answer is marked, and empty where all words were final already."""
    transcriber = Transcriber(voices(), OPTIONS)
    transcriber.hear(HELLO.pcm[: SECOND * 18 // 10])
    answers = [json.loads(text) for _ in range(2) for text in transcriber.finalize()]
    assert [transcript(answer) for answer in answers] == ["Hello there.", ""]
    assert all(answer["from_finalize"] and answer["is_final"] for answer in answers)


def test_the_last_word_survives_a_stream_that_stops_inside_it():
    """At the end a word of which most was heard counts; the metadata says how long it was."""
    messages = heard(HELLO.pcm[: SECOND * 35 // 10])
    assert finals(messages)[-1] == "Too dear!"
    assert messages[-1]["type"] == "Metadata"
    assert messages[-1]["duration"] == 3.5


def test_words_are_bare_where_punctuation_is_off():
    """Without `punctuate`, neither casing nor punctuation is in the answer."""
    bare = Options(model="nova-3", interim=False, punctuate=False, endpointing_ms=300)
    messages = heard(HELLO.pcm, options=bare)
    assert finals(messages) == ["hello there", "too dear"]
    assert "punctuated_word" not in messages[0]["channel"]["alternatives"][0]["words"][0]


def test_a_script_answers_one_text_for_each_stretch_of_sound():
    """Tones are told apart by their pauses; a short tone still gets all of its words."""
    tone = (np.sin(np.arange(RATE) * 0.3) * 9000).astype("<i2").tobytes()
    pcm = tone + bytes(SECOND) + tone[: SECOND // 4] + bytes(SECOND)
    ear = ScriptEar(["One two three", "Four five six seven"])
    assert finals(heard(pcm, ear)) == ["One two three", "Four five six seven"]
