"""The words tell a pause that the speech detector can't hear."""

from conversation.speech.detector import SpeechChange, SpeechEdge
from conversation.speech.word_pause import PAUSE_S, SILENCE_S, WORDLESS_S, WordPause


def speaking(*, at_s: float = 10.0, streams: bool = True) -> WordPause:
    """A party who began to speak, and whose recogniser tells words while they are spoken."""
    words = WordPause()
    if streams:
        for count in (1, 2, 3):
            words.heard("hello there Ana", 0, 400 * count, 0.2 + count, is_final=False)
        words.heard("Hello there, Ana.", 0, 1200, 3.5, is_final=True)
    words.speech_started(round(at_s * 1000), at_s)
    return words


def test_words_that_do_not_come_are_a_pause_and_then_a_silence():
    """Where the last one ended, whatever the detector hears."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    assert words.deadline() == 11.3 + PAUSE_S
    assert words.poll(11.2 + PAUSE_S) is None
    assert words.poll(11.3 + PAUSE_S) == SpeechChange(SpeechEdge.PAUSED, 11_000)
    assert (words.over, words.end_ms, words.heard_at) == (True, 11_000, 11.3)
    assert words.poll(11.3 + SILENCE_S) == SpeechChange(SpeechEdge.SILENT, 11_000)
    assert words.deadline() is None


def test_the_next_words_are_speech_again():
    """Once, where they begin; the final words that the pause has asked for are not."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    assert words.poll(20.0)
    assert words.heard("I think so.", 10_000, 11_050, 20.1, is_final=True) is None
    began = words.heard("and", 21_000, 21_400, 21.8, is_final=False)
    assert began == SpeechChange(SpeechEdge.STARTED, 21_000)
    assert not words.over
    assert words.heard("and then", 21_000, 21_900, 22.3, is_final=False) is None
    assert words.deadline() == 22.3 + PAUSE_S


def test_the_same_words_again_are_no_news():
    """A recogniser repeats what it has heard, and rounds its times."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    words.heard("I think so", 10_000, 11_020, 12.3, is_final=False)
    words.heard("I think, so", 10_000, 11_000, 13.0, is_final=False)
    assert words.deadline() == 11.3 + PAUSE_S


def test_speech_without_a_word_is_waited_for_longer():
    """It is somebody else's; its end is where it began."""
    words = speaking(at_s=10.0)
    assert words.deadline() == 10.0 + WORDLESS_S + PAUSE_S
    assert words.poll(14.0) == SpeechChange(SpeechEdge.PAUSED, 10_000)


def test_nothing_is_told_of_a_recogniser_that_does_not_stream():
    """Its words come after a pause, or without their places: that none come says nothing."""
    words = speaking(streams=False)
    words.heard("I think so", 10_000, None, 11.3, is_final=False)
    words.heard("I think so.", 10_000, 11_000, 11.5, is_final=True)
    assert words.deadline() is None
    assert words.poll(99.0) is None


def test_nothing_is_told_of_a_recogniser_that_tells_a_few_words_and_then_all():
    """One interim result of each speech: that no more come of a long sentence says nothing."""
    words = speaking(streams=False)
    for begins_s in (10, 20, 30, 40):
        at_ms = begins_s * 1000
        words.speech_started(at_ms, begins_s)
        words.heard("I think", at_ms, at_ms + 700, begins_s + 0.8, is_final=False)
        assert words.deadline() is None
        words.heard("I think that is so.", at_ms, at_ms + 8000, begins_s + 8.5, is_final=True)
        words.speech_paused()


def test_final_words_that_go_on_beyond_the_pause_show_that_it_was_none():
    """The recogniser had stopped telling them, not the party speaking: the speech goes on."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    assert words.poll(20.0)
    began = words.heard("I think so, and Ann does.", 10_000, 13_400, 20.2, is_final=True)
    assert began == SpeechChange(SpeechEdge.STARTED, 11_000)
    assert not words.over
    assert words.deadline() == 20.2 + PAUSE_S


def test_nothing_is_told_while_the_recogniser_is_behind():
    """Its words are still to come; the wait begins when it is back."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    words.fell_behind(12.0, behind=True)
    assert words.deadline() is None
    words.fell_behind(40.0, behind=False)
    assert words.deadline() == 40.0 + PAUSE_S


def test_the_detector_knows_best_on_a_silent_line():
    """After its pause there is nothing to tell."""
    words = speaking()
    words.heard("I think so", 10_000, 11_000, 11.3, is_final=False)
    words.speech_paused()
    assert words.deadline() is None
    assert not words.over
