"""A labelled call is heard as a line would hear it: starts, words at their times, pauses."""

from itertools import pairwise

from conversation.speech.speakers import Speaker
from evaluation.replay.delays import LineDelays
from evaluation.replay.script import Happening, ScriptedMoment, script_of, words_of
from tests.evaluation.stage import agent, customer, labelled

DELAYS = LineDelays()


def heard(moments: list[ScriptedMoment]) -> list[tuple[int, str, str]]:
    """Each moment in short, words as they are."""
    return [(m.at_ms, m.what.name, " ".join(word.word for word in m.words)) for m in moments]


def timed(*words: tuple[str, int, int]) -> list[dict[str, object]]:
    return [{"word": word, "start_ms": start, "end_ms": end} for word, start, end in words]


def test_words_that_have_times_keep_them() -> None:
    """As a recogniser gave them; one that begins before the last has ended begins then."""
    words = timed(("so", 100, 300), ("what", 250, 600))
    call = labelled(customer("so what", start_ms=100, end_ms=600, words=words))
    assert [(w.start_ms, w.end_ms) for w in words_of(call, Speaker.CUSTOMER)] == [
        (100, 300),
        (300, 600),
    ]


def test_a_turn_is_heard_from_its_start_to_its_silence() -> None:
    """Each thing so long after it happened as the product takes."""
    call = labelled(customer("No thanks", start_ms=1000, end_ms=2000))
    assert heard(script_of(call, DELAYS)) == [
        (1100, "STARTED", ""),
        (1420, "WORDS", "No"),
        (2100, "EAGER_PAUSE", ""),
        (2120, "WORDS", "thanks"),
        (2250, "PAUSED", ""),
        (2900, "SILENT", ""),
    ]


def test_a_breath_is_an_eager_pause_and_a_pause_ends_speech() -> None:
    """150 ms of silence are resumed from; 400 ms are a pause; neither is a long silence."""
    words = timed(("so", 0, 500), ("it", 650, 900), ("is", 1300, 1600))
    call = labelled(customer("so it is", start_ms=0, end_ms=1600, words=words))
    edges = [m for m in heard(script_of(call, DELAYS)) if m[1] != "WORDS"]
    assert edges == [
        (100, "STARTED", ""),
        (600, "EAGER_PAUSE", ""),
        (670, "RESUMED", ""),
        (1000, "EAGER_PAUSE", ""),
        (1150, "PAUSED", ""),
        (1400, "STARTED", ""),
        (1700, "EAGER_PAUSE", ""),
        (1850, "PAUSED", ""),
        (2500, "SILENT", ""),
    ]


def test_a_recogniser_tells_words_now_and_then() -> None:
    """No more often than every 300 ms, and all of them before the pause."""
    text = "a b c d e f g h i j"
    moments = script_of(labelled(customer(text, start_ms=0, end_ms=1000)), DELAYS)
    told = [m for m in moments if m.what is Happening.WORDS]
    assert " ".join(word.word for m in told for word in m.words) == text
    waits = [b.at_ms - a.at_ms for a, b in pairwise(told[:-1])]
    assert min(waits) >= 300
    assert told[-1].at_ms <= 1000 + DELAYS.pause_ms


def test_both_parties_are_heard_in_the_order_of_time() -> None:
    """Also where they speak at once."""
    call = labelled(
        customer("It is too much for us", start_ms=0, end_ms=4000),
        agent("Mhm", start_ms=2000, end_ms=2400),
    )
    moments = script_of(call, DELAYS)
    assert [m.at_ms for m in moments] == sorted(m.at_ms for m in moments)
    assert {m.speaker for m in moments if 1500 <= m.at_ms <= 3500} == {"customer", "agent"}
