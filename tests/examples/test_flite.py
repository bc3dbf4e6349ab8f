import shutil

import numpy as np
import pytest

from examples.call_maker.flite import Flite
from examples.call_maker.speech import SpeechError, Voice

pytestmark = pytest.mark.skipif(
    shutil.which("flite") is None, reason="flite is not installed (apt install flite)"
)
SLT = Voice(name="slt")


def test_every_word_has_its_time() -> None:
    """Words come as written, in order, without overlap, and a comma's pause is in none of them."""
    speech = Flite().speak("Honestly, that's 45 dollars more than we've got.", SLT)
    words = [word.word for word in speech.words]
    assert words == ["Honestly,", "that's", "45", "dollars", "more", "than", "we've", "got."]
    bounds = np.array([[word.start_s, word.end_s] for word in speech.words]).ravel()
    assert bounds.tolist() == sorted(bounds)
    assert bounds[0] > 0.05
    assert bounds[-1] < speech.seconds
    assert speech.words[1].start_s - speech.words[0].end_s > 0.05
    assert speech.words[2].end_s - speech.words[2].start_s > 0.3


def test_the_sound_is_where_the_words_are() -> None:
    """The level inside the words is far above the level before the first and after the last."""
    speech = Flite().speak("Maya runs nine lines.", SLT)
    first, last = (
        round(t * speech.rate) for t in (speech.words[0].start_s, speech.words[-1].end_s)
    )
    inside = np.sqrt((speech.samples[first:last] ** 2).mean())
    outside = np.sqrt((speech.samples[: first // 2] ** 2).mean())
    assert inside > 20 * outside


def test_a_faster_pace_is_shorter() -> None:
    """Twice the pace is half the time, of the words too."""
    slow, fast = (
        Flite().speak("Maya runs nine lines.", Voice(name="slt", pace=pace)) for pace in (1, 2)
    )
    assert fast.seconds == pytest.approx(slow.seconds / 2, rel=0.1)
    assert fast.words[-1].end_s == pytest.approx(slow.words[-1].end_s / 2, rel=0.1)


def test_an_unknown_voice_is_named() -> None:
    """Flite would silently take another voice; the error names those that it has."""
    with pytest.raises(SpeechError, match=r"flite has no voice Maya; it has .*slt"):
        Flite().speak("Hello there.", Voice(name="Maya"))


def test_what_has_no_sound_is_named() -> None:
    """A sentence that flite is silent about is an error, not a turn that nobody hears."""
    with pytest.raises(SpeechError, match=r"flite can't speak '- \?'"):
        Flite().speak("- ?", SLT)


def test_a_dash_has_a_time_too() -> None:
    """A word without a sound, wherever it stands, takes the time of the sound beside it."""
    speech = Flite().speak("- Maya - runs -", SLT)
    assert [word.word for word in speech.words] == ["-", "Maya", "-", "runs", "-"]
    bounds = [bound for word in speech.words for bound in (word.start_s, word.end_s)]
    assert all(0 < bound < speech.seconds for bound in bounds)
    assert speech.words[1].start_s < speech.words[3].start_s
