"""Words that a new connection tells again are left out; new ones are not."""

from services.stt.connection import SttResult
from services.stt.retold_words import RetoldWords


def final(text: str, *, is_placed: bool = False, is_final: bool = True) -> SttResult:
    return SttResult(text, 0, 0, 0, is_final=is_final, is_placed=is_placed)


def lost_after(*told: str, again_ms: float = 2000) -> RetoldWords:
    """A connection was lost after these final words; so much audio is sent again."""
    words = RetoldWords()
    for text in told:
        words.told(final(text), sent_ms=5000)
    words.reconnected(again_ms)
    return words


def test_words_that_come_again_are_left_out_and_what_follows_them_is_new():
    """In one result or in several, whether or not they may still change."""
    words = lost_after("One two", "three four.")
    assert words.new(final("One two three", is_final=False), 2500).text == ""
    assert words.new(final("One two three."), 2500).text == ""
    assert words.new(final("Four. Five."), 2700).text == "Five."
    assert words.new(final("Four."), 2800).text == "Four."


def test_audio_that_begins_within_the_words_tells_their_end():
    """The rest of them was not sent again."""
    words = lost_after("One two three four.")
    assert words.new(final("three four, five"), 2500).text == "five"


def test_other_words_are_new():
    """Words that begin alike and go on otherwise, too; from there on nothing is left out."""
    words = lost_after("One two three.")
    assert words.new(final("One too many."), 2500).text == "One too many."
    assert words.new(final("One two three."), 2600).text == "One two three."


def test_the_same_words_in_later_audio_are_new():
    """They were said again, behind the audio that is sent again."""
    assert lost_after("Yes.").new(final("Yes."), sent_ms=5100).text == "Yes."
    placed = SttResult("Yes.", 2400, 2700, 2700, is_final=True)
    assert lost_after("Yes.").new(placed, sent_ms=2800).text == "Yes."


def test_words_whose_audio_is_not_sent_again_are_forgotten():
    """Where a result says up to where it covers the audio, or none of it is kept."""
    covered, gone = RetoldWords(), RetoldWords()
    for words in (covered, gone):
        words.told(final("Yes."), sent_ms=5000)
    covered.told(final("", is_placed=True), sent_ms=6000)
    gone.kept(5000)
    for words in (covered, gone):
        words.reconnected(1000)
        assert words.new(final("Yes."), 1200).text == "Yes."
